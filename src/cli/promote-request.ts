import { parseArgs } from 'node:util';
import { ENVIRONMENTS, type EnvironmentName } from '../config/snapshot.js';
import type { Traffic } from '../promotion/promote.js';
import { environmentNamed } from './environment-snapshot.js';

export const PROMOTE_USAGE = `Usage: npm run --silent config:promote -- <profile> --to <environment> [options]

Allows a profile in an environment, and routes an intent to it there, by changing env-policy.yaml in CONFIG_DIR where it
must and nowhere else. Prints the difference, to commit. Refuses a profile that has not passed a batch replay exactly as
it is now, with every eval of its intent.

  --to <environment>    ${ENVIRONMENTS.join(', ')}
  --route               it serves the intent there, alone; without this and --canary it may be asked for by name
  --canary <percent>    it serves that share of the users there
  --intent <intent>     of which intent; default is the only one that the profile belongs to
  --database <url>      where batch replays are looked up; default is DATABASE_URL
  --report <file>       looks there instead: what GET /v1/ops/replays/{id} answered; may be given again for other evals
  --without-evals       promotes what has passed nothing
  --reason <text>       why, needed with that: one line, which becomes a comment in the file
  --dry-run             writes nothing

Exits with 0 when it is promoted or was before, 1 when it is refused, 2 for wrong arguments or files.`;

const MAX_REASON = 200;

/** Where it is shown that a profile has passed, or why that is not asked for. */
export type Proof =
  | { readonly kind: 'database'; readonly url: string | undefined }
  | { readonly kind: 'reports'; readonly files: readonly string[] }
  | { readonly kind: 'waived'; readonly reason: string };

/** What is to be promoted, and what shows that it may be. */
export interface PromoteRequest {
  readonly profile: string;
  readonly environment: EnvironmentName;
  readonly traffic: Traffic;
  readonly intent: string | undefined;
  readonly proof: Proof;
  readonly dryRun: boolean;
}

/** @returns what is wrong with the arguments, when it is a text */
export function promoteRequest(args: readonly string[]): PromoteRequest | string {
  const parsed = valuesOf(args);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  const [profile, ...others] = positionals;
  if (profile === undefined || others.length > 0) return 'One profile is needed';
  const environment = environmentNamed(values.to);
  if (environment === undefined) return `--to must be one of ${ENVIRONMENTS.join(', ')}`;
  if (values.route && values.canary !== undefined) return '--route and --canary do not go together';
  const traffic = trafficOf(values);
  if (traffic === undefined) return '--canary must be a share in percent, above 0 and at most 100';
  const proof = proofOf(values);
  if (typeof proof === 'string') return proof;
  return { profile, environment, traffic, intent: values.intent, proof, dryRun: values['dry-run'] };
}

type Values = Exclude<ReturnType<typeof valuesOf>, string>['values'];

/** @returns undefined for a share that is none */
function trafficOf({ route, canary }: Values): Traffic | undefined {
  if (route) return 'everybody';
  if (canary === undefined) return 'on-request';
  const canaryPercent = /^\d{1,3}(?:\.\d{1,6})?$/.test(canary) ? Number(canary) : 0;
  return canaryPercent > 0 && canaryPercent <= 100 ? { canaryPercent } : undefined;
}

/** @returns what is wrong with the arguments, when it is a text */
function proofOf(values: Values): Proof | string {
  const { report: files = [], database: url } = values;
  const given = [values['without-evals'], files.length > 0, url !== undefined].filter(Boolean);
  if (given.length > 1) return 'Only one of --report, --database and --without-evals can be given';
  const reason = values.reason?.trim();
  if (!values['without-evals']) {
    if (reason !== undefined) return '--reason is for --without-evals';
    return files.length > 0 ? { kind: 'reports', files } : { kind: 'database', url };
  }
  const isLine = reason !== undefined && /^\P{C}+$/u.test(reason) && reason.length <= MAX_REASON;
  if (!isLine) return `--without-evals needs --reason "…": a line of at most ${MAX_REASON} characters`;
  return { kind: 'waived', reason };
}

function valuesOf(args: readonly string[]) {
  try {
    const options = {
      to: { type: 'string' },
      route: { type: 'boolean', default: false },
      canary: { type: 'string' },
      intent: { type: 'string' },
      database: { type: 'string' },
      report: { type: 'string', multiple: true },
      'without-evals': { type: 'boolean', default: false },
      reason: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return error instanceof Error ? error.message : 'the arguments cannot be read';
  }
}
