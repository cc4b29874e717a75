import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { type Clock, SystemClock } from '../common/clock.js';
import { type Env, readVariables } from '../config/environment/read-variables.js';
import { describeIssues } from '../config/issues.js';
import { catalogIntentNames } from '../intents/catalog/index.js';
import { examine } from '../openclaw-setup/doctor/examine.js';
import { type Finding, countFindings, describeFinding } from '../common/finding.js';
import { catalogToolNames } from '../tools/catalog/index.js';
import { loadNeeds } from '../openclaw-setup/load-needs.js';
import { takeEnvFileOrExit } from './take-env-file.js';

const USAGE = `Usage: npm run openclaw:doctor -- [options]

Looks at every OpenClaw gateway: whether it is there, ready and set up for the profiles of APP_ENV, and
whether each agent and model answers a short ask, which costs a few tokens.

  --url <urls>      the gateways, separated by commas; default OPENCLAW_URL
  --token <token>   their token; default OPENCLAW_TOKEN, which other users of the machine cannot see
  --config <dir>    MiniAsk's configuration; default CONFIG_DIR, else ./config`;

export interface DoctorOptions {
  readonly clock?: Clock;
  /** Names of tools that run in this process and not in OpenClaw. */
  readonly ownTools?: readonly string[];
}

/**
 * Examines the gateways and prints one line a check. The token is never among what is printed.
 * @returns the exit code: 0 when nothing failed, 1 otherwise, 2 for wrong arguments
 */
export async function openclawDoctor(
  args: readonly string[],
  env: Env,
  print: (line: string) => void,
  { clock = new SystemClock(), ownTools = catalogToolNames() }: DoctorOptions = {},
): Promise<number> {
  const request = parse(args, env);
  if (typeof request === 'string') {
    print(`${request}\n\n${USAGE}`);
    return 2;
  }
  const { environment, urls, token, configDir } = request;
  const source = { configDir, environments: [environment], knownIntents: catalogIntentNames(), ownTools };
  const needs = loadNeeds(source);
  if (!('agents' in needs)) {
    print(describeIssues(needs));
    return 1;
  }
  const all: Finding[] = [];
  for (const url of urls) {
    print(url);
    for await (const finding of examine({ url, token }, needs, clock)) {
      all.push(finding);
      print(`  ${describeFinding(finding)}`);
    }
  }
  print(`${configDir} as ${environment}: ${countFindings(all)}`);
  return all.some(({ status }) => status === 'fail') ? 1 : 0;
}

/** The variables whose faults concern the doctor; the server's others may well be missing here. */
const HEEDED: ReadonlySet<string> = new Set([
  'OPENCLAW_URL',
  'OPENCLAW_TOKEN',
  'OPENCLAW_TOKEN_FILE',
  'APP_ENV',
]);

/** Reads arguments and variables by the rules of the server's own variables. @returns what is wrong with them */
function parse(args: readonly string[], env: Env) {
  const values = valuesOf(args);
  if (typeof values === 'string') return values;
  const given = {
    ...env,
    ...(values.url !== undefined && { OPENCLAW_URL: values.url }),
    ...(values.token !== undefined && { OPENCLAW_TOKEN: values.token, OPENCLAW_TOKEN_FILE: undefined }),
  };
  const read = readVariables(given);
  const issue = read.issues.find(({ path, severity }) => severity === 'error' && HEEDED.has(path));
  if (issue !== undefined) return `${issue.path} ${issue.message}`;
  const { OPENCLAW_URL: urls, OPENCLAW_TOKEN: token, APP_ENV: environment, CONFIG_DIR } = read.values;
  if (urls === undefined) return 'OPENCLAW_URL or --url must say where the gateway is';
  if (token === undefined) return 'OPENCLAW_TOKEN or --token must hold the token of the gateway';
  return { urls, token, environment, configDir: values.config ?? CONFIG_DIR };
}

function valuesOf(args: readonly string[]) {
  try {
    const options = {
      url: { type: 'string' },
      token: { type: 'string' },
      config: { type: 'string' },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // Such a message names the argument; a token may stand in the place of one.
    return error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
      ? error.message
      : 'wrong arguments';
  }
}

if (import.meta.main) {
  takeEnvFileOrExit(1);
  // The adapter's own log says the same in other words.
  Logger.overrideLogger(false);
  process.exitCode = await openclawDoctor(process.argv.slice(2), process.env, console.log);
}
