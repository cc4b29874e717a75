import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppError } from '../common/errors/app-error.js';
import { toEpochMs } from '../common/text/epoch-ms.js';
import { didYouMean } from '../config/did-you-mean.js';
import { takeEnvFile } from '../config/environment/env-file.js';
import { type Env, readVariables } from '../config/environment/read-variables.js';
import type { Eval } from '../config/eval.js';
import { ConfigurationError, errorsIn } from '../config/issues.js';
import { loadSnapshot } from '../config/load-snapshot.js';
import type { Profile, Snapshot } from '../config/snapshot.js';
import { type ExportedAsks, exportAsks } from '../evals-export/export-asks.js';
import { promptfooFile } from '../evals-export/promptfoo-file.js';
import {
  TARGETS,
  type Target,
  type TargetName,
  modelTarget,
  serverTarget,
} from '../evals-export/promptfoo-target.js';
import { AskBodyPipe } from '../intents/ask-body.pipe.js';
import { catalogIntentNames } from '../intents/catalog/index.js';
import { IntentsModule } from '../intents/intents.module.js';
import { ProfileRegistry } from '../profiles/profile-registry.js';
import { openDatabase } from '../storage/database.js';
import { openEngine } from '../storage/dialects/index.js';
import { SqlTraceStore } from '../storage/repositories/sql-trace-store.js';
import { DatabaseUnusable } from '../storage/storage-errors.js';
import type { TraceFilter } from '../trace/trace-store.js';
import { SystemClock } from '../common/clock.js';
import { CannotExport, databaseUrlOf } from './export-source.js';
import { writeNewFile } from './new-file.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

const USAGE = `Usage: npm run --silent evals:export -- --intent <intent> --out <file> [options]

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

interface Request {
  readonly intent: string;
  readonly out: string;
  readonly evalName: string | undefined;
  readonly profile: string | undefined;
  readonly target: TargetName;
  readonly limit: number;
  readonly filter: TraceFilter;
}

/**
 * Writes recorded asks as a configuration of promptfoo.
 * @returns the exit code: 1 when there is nothing to write or it could not be written, 2 for wrong arguments
 */
export async function evalsExport(
  args: readonly string[],
  env: Env,
  say: (line: string) => void,
): Promise<number> {
  const request = parse(args);
  if (typeof request === 'string') {
    say(`${request}\n\n${USAGE}`);
    return 2;
  }
  try {
    for (const line of await write(request, env)) say(line);
    return 0;
  } catch (error) {
    const isExpected =
      error instanceof CannotExport ||
      error instanceof DatabaseUnusable ||
      error instanceof ConfigurationError;
    if (!isExpected && !(error instanceof AppError)) throw error;
    say(error instanceof AppError && error.cause instanceof Error ? error.cause.message : error.message);
    return 1;
  }
}

/** @returns what there is to say about the file */
async function write(request: Request, env: Env): Promise<string[]> {
  const snapshot = snapshotOf(env);
  const found = evalOf(request, snapshot);
  const profile = profileOf(request, snapshot);
  const { tests, unusable } = await readAsks(request, databaseUrlOf(env), profile);
  if (tests.length === 0) throw new CannotExport(nothingFound(unusable));
  const { text, leftOut } = promptfooFile(found, targetOf(request, profile, snapshot), tests);
  await writeNewFile(request.out, [text]);
  return [
    ...leftOut.map((line) => `left out, as promptfoo cannot check it: ${line}`),
    ...(unusable > 0 ? [unusableAsks(unusable)] : []),
    `${countOfAsks(tests.length)} with the prompt of ${profile.name}, held against ${found?.name ?? 'nothing'}: ${request.out}`,
  ];
}

function nothingFound(unusable: number): string {
  return unusable === 0 ? 'no recorded ask fits' : `${unusableAsks(unusable)}; nothing is left`;
}

function unusableAsks(count: number): string {
  return `left out ${countOfAsks(count)}: of ${count === 1 ? 'its' : 'their'} input too little was kept to ask again`;
}

function countOfAsks(count: number): string {
  return `${count} ${count === 1 ? 'ask' : 'asks'}`;
}

/** @throws ConfigurationError */
function snapshotOf(env: Env): Snapshot {
  const { CONFIG_DIR: configDir, APP_ENV: environment } = readVariables(env).values;
  const knownIntents = catalogIntentNames();
  const { snapshot, issues } = loadSnapshot({ configDir, environment, knownIntents, now: 0 });
  if (snapshot === null) throw new ConfigurationError(errorsIn(issues));
  return snapshot;
}

/** @throws CannotExport */
function evalOf({ intent, evalName }: Request, { evals }: Snapshot): Eval | null {
  const names = [...evals.values()].filter((found) => found.intent === intent).map(({ name }) => name);
  const [first, ...rest] = names;
  if (evalName === undefined && rest.length > 0)
    throw new CannotExport(`--eval: ${intent} has several: ${names.join(', ')}`);
  const found = evals.get(evalName ?? first ?? '');
  if (evalName !== undefined && found?.intent !== intent)
    throw new CannotExport(`--eval: ${intent} has no eval "${evalName}"${didYouMean(evalName, names)}`);
  return found ?? null;
}

/** @throws CannotExport */
function profileOf({ intent, profile: name }: Request, snapshot: Snapshot): Profile {
  const registry = new ProfileRegistry(snapshot);
  const routed = name ?? registry.route(intent)?.route.profile;
  if (routed === undefined) throw new CannotExport(`--profile: ${intent} has no route here; name a profile`);
  const profile = registry.find(routed);
  if (profile === undefined || !registry.belongsTo(routed, intent)) {
    const names = [...snapshot.profiles.keys()].filter((other) => registry.belongsTo(other, intent));
    throw new CannotExport(`--profile: ${intent} has no profile "${routed}"${didYouMean(routed, names)}`);
  }
  return profile;
}

function targetOf({ target }: Request, profile: Profile, { models }: Snapshot): Target {
  const model = models.get(profile.model);
  if (target === 'server' || model === undefined) return serverTarget(profile);
  return modelTarget(profile, model);
}

async function readAsks({ limit, filter }: Request, url: string, profile: Profile): Promise<ExportedAsks> {
  const intents = await NestFactory.createApplicationContext(IntentsModule, { logger: false });
  const database = await openDatabase(openEngine(url, { mustExist: true }));
  try {
    const traces = new SqlTraceStore(database, new SystemClock());
    return await exportAsks(traces, filter, limit, { profile, body: intents.get(AskBodyPipe) });
  } finally {
    await database.close();
    await intents.close();
  }
}

/** @returns what is wrong with the arguments, when it is a text */
function parse(args: readonly string[]): Request | string {
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
  if (times.from >= times.to)
    return '--from must be before --to, which is the first moment behind the period';
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

if (import.meta.main) {
  takeEnvFile();
  process.exitCode = await evalsExport(process.argv.slice(2), process.env, console.error);
}
