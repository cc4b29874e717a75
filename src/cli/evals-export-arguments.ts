import { parseArgs } from 'node:util';
import { toEpochMs } from '../common/text/epoch-ms.js';
import { didYouMean } from '../config/did-you-mean.js';
import { TARGETS, type TargetName } from '../evals-export/promptfoo-target.js';
import { catalogIntentNames } from '../intents/catalog/index.js';
import type { TraceFilter } from '../trace/trace-store.js';
import { disorderOf } from './period.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

export const USAGE = `Usage: npm run --silent evals:export -- --intent <intent> --out <file> [options]

Writes recorded asks, the newest first, as a configuration of promptfoo (promptfoo.dev): a test each, held against an
eval of config/evals. The server may run meanwhile. DATABASE_URL says where the traces are, CONFIG_DIR and APP_ENV which
configuration counts, as for the server. What the environment's capture left out of the traces is not in the file.

  --intent <intent>    whose asks
  --out <file>         a file that is not there yet
  --eval <name>        default is the only eval of the intent
  --profile <name>     whose prompt is tried; default is what serves the intent in this environment
  --target <target>    model: the prompt is in the file, and goes to the profile's model at an OpenClaw gateway
                       server: the ask goes to a MiniAsk server, which answers as it does to clients
                       default ${TARGETS[0]}
  --limit <number>     most asks, up to ${MAX_LIMIT}; default ${DEFAULT_LIMIT}
  --from <time>        those that began then or later
  --to <time>          those that began before it
                       both ISO 8601: 2026-03-01T00:00:00+08:00, with the offset; a date alone begins at midnight UTC
  --feedback <rating>  those whose users said up, or down`;

/** What is to be exported, and where to. */
export interface ExportRequest {
  readonly intent: string;
  readonly out: string;
  readonly evalName: string | undefined;
  readonly profile: string | undefined;
  readonly target: TargetName;
  readonly limit: number;
  readonly filter: TraceFilter;
}

/** @returns what is wrong with the arguments, when it is a text */
export function exportRequestOf(args: readonly string[]): ExportRequest | string {
  const values = valuesOf(args);
  if (typeof values === 'string') return values;
  const { intent, out, eval: evalName, profile, target = TARGETS[0], limit = `${DEFAULT_LIMIT}` } = values;
  if (intent === undefined || out === undefined || out === '') return '--intent and --out are needed';
  const intents = catalogIntentNames();
  if (!intents.includes(intent))
    return `--intent: there is no intent "${intent}"${didYouMean(intent, intents)}`;
  const known = TARGETS.find((name) => name === target);
  if (known === undefined) return `--target must be ${TARGETS.join(' or ')}`;
  const count = countOf(limit);
  if (count === undefined) return `--limit must be a whole number from 1 to ${MAX_LIMIT}`;
  const filter = filterOf(intent, values);
  if (typeof filter === 'string') return filter;
  return { intent, out, evalName, profile, target: known, limit: count, filter };
}

function countOf(limit: string): number | undefined {
  const count = /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  return count >= 1 && count <= MAX_LIMIT ? count : undefined;
}

/** @returns what is wrong with the arguments, when it is a text */
function filterOf(intent: string, { from, to, feedback }: Values): TraceFilter | string {
  const times = {
    from: from === undefined ? -Infinity : toEpochMs(from),
    to: to === undefined ? Infinity : toEpochMs(to),
  };
  if (Number.isNaN(times.from) || Number.isNaN(times.to))
    return '--from and --to must be times, such as 2026-03-01 or 2026-03-01T00:00:00+08:00';
  const disorder = disorderOf(times);
  if (disorder !== undefined) return disorder;
  if (feedback !== undefined && feedback !== 'up' && feedback !== 'down')
    return '--feedback must be up or down';
  return {
    intent,
    origin: 'ask',
    ...(from !== undefined && { from: times.from }),
    ...(to !== undefined && { to: times.to }),
    ...(feedback !== undefined && { feedback }),
  };
}

type Values = Exclude<ReturnType<typeof valuesOf>, string>;

function valuesOf(args: readonly string[]) {
  try {
    const options = {
      intent: { type: 'string' },
      out: { type: 'string' },
      eval: { type: 'string' },
      profile: { type: 'string' },
      target: { type: 'string' },
      limit: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      feedback: { type: 'string' },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return error instanceof Error ? error.message : 'the arguments cannot be read';
  }
}
