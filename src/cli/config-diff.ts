import { parseArgs } from 'node:util';
import { type Env, readVariables } from '../config/environment/read-variables.js';
import { ConfigurationError } from '../config/issues.js';
import { ENVIRONMENTS, type EnvironmentName } from '../config/snapshot.js';
import { describeDiff } from '../promotion/describe-diff.js';
import { environmentDiff } from '../promotion/environment-diff.js';
import { NotDeclared, environmentNamed, environmentSnapshot } from './environment-snapshot.js';
import { takeEnvFileOrExit } from './take-env-file.js';

const USAGE = `Usage: npm run --silent config:diff -- --from <environment> --to <environment> [--json]

Shows how two environments of the files in CONFIG_DIR differ: which profile serves an intent, which profiles are
allowed, every setting of env-policy.yaml, also those that have their default, and which flags have rules that look
at the environment. Profiles are shared by all environments, so prompts, models and limits cannot differ.

  --from <environment>  ${ENVIRONMENTS.join(', ')}
  --to <environment>    another
  --json                for programs

Exits with 0 when they do not differ, 1 when they do, 2 for wrong arguments or files.`;

interface Request {
  readonly from: EnvironmentName;
  readonly to: EnvironmentName;
  readonly json: boolean;
}

export interface DiffOutput {
  /** Takes the difference. */
  readonly print: (text: string) => void;
  /** Takes what is wrong. */
  readonly say: (text: string) => void;
}

/**
 * Shows how two environments differ.
 * @returns the exit code, as of `diff`: 0 when they do not, 1 when they do, 2 for wrong arguments or files
 */
export function configDiff(args: readonly string[], env: Env, { print, say }: DiffOutput): number {
  const request = parse(args);
  if (typeof request === 'string') {
    say(`${request}\n\n${USAGE}`);
    return 2;
  }
  try {
    const { CONFIG_DIR: configDir } = readVariables(env).values;
    const diff = environmentDiff(
      environmentSnapshot(configDir, request.from),
      environmentSnapshot(configDir, request.to),
    );
    print(request.json ? JSON.stringify(diff, null, 2) : describeDiff(diff));
    return diff.equal ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof NotDeclared)) throw error;
    say(error.message);
    return 2;
  }
}

/** @returns what is wrong with the arguments, when it is a text */
function parse(args: readonly string[]): Request | string {
  const values = valuesOf(args);
  if (typeof values === 'string') return values;
  const [from, to] = [environmentNamed(values.from), environmentNamed(values.to)];
  if (from === undefined || to === undefined) return `--from and --to must be of ${ENVIRONMENTS.join(', ')}`;
  return { from, to, json: values.json };
}

function valuesOf(args: readonly string[]) {
  try {
    const options = {
      from: { type: 'string' },
      to: { type: 'string' },
      json: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return error instanceof Error ? error.message : 'the arguments cannot be read';
  }
}

if (import.meta.main) {
  takeEnvFileOrExit(2);
  process.exitCode = configDiff(process.argv.slice(2), process.env, {
    print: console.log,
    say: console.error,
  });
}
