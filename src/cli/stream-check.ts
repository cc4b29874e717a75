import { parseArgs } from 'node:util';
import { type Clock, SystemClock } from '../common/clock.js';
import { type Finding, countFindings, describeFinding } from '../common/finding.js';
import type { Env } from '../config/environment/read-variables.js';
import { CHECKED_INTENTS, type CheckedIntent, isCheckedIntent } from '../stream-check/ask-check.js';
import { checkStreams } from '../stream-check/check-streams.js';
import { duration } from '../stream-check/pace.js';

const USAGE = `Usage: npm run stream:check -- <base url> [options]

Tells whether answers arrive as they are written through whatever stands in front of a MiniAsk server: a
stream whose timing the server tells, for which an operator's token is needed, then one real ask. Takes about
12 s and an answer of the model.

  <base url>         where a Mini Program asks, such as https://your.domain
  --token <token>    a bearer token, best an operator's (npm run token -- --user ops --operator); default
                     STREAM_CHECK_TOKEN, which other users of the machine cannot see
  --intent <intent>  of the real ask: ${CHECKED_INTENTS.join(' or ')}; default summarize
  --no-ask           without the real ask
  --verbose          prints each event and heartbeat as it arrives`;

interface Request {
  readonly base: string;
  readonly token: string;
  readonly intent: CheckedIntent | undefined;
  readonly isVerbose: boolean;
}

/**
 * Checks how streams come through and prints one line a finding. The token is never among what is printed.
 * @returns the exit code: 0 when nothing failed, 1 otherwise, 2 for wrong arguments
 */
export async function streamCheck(
  args: readonly string[],
  env: Env,
  print: (line: string) => void,
  clock: Clock = new SystemClock(),
): Promise<number> {
  const request = parse(args, env);
  if (typeof request === 'string') {
    print(`${request}\n\n${USAGE}`);
    return 2;
  }
  const { base, token, intent, isVerbose } = request;
  const tell = (atMs: number, what: string): void => {
    if (isVerbose) print(`      ${duration(atMs)}: ${what}`);
  };
  const all: Finding[] = [];
  for await (const finding of checkStreams({ base, token }, intent, { clock, tell })) {
    all.push(finding);
    print(describeFinding(finding));
  }
  print(`${base}: ${countFindings(all)}`);
  return all.some(({ status }) => status === 'fail') ? 1 : 0;
}

/** @returns what is wrong with the arguments, when it is a text */
function parse(args: readonly string[], env: Env): Request | string {
  const parsed = valuesOf(args);
  if (typeof parsed === 'string') return parsed;
  const { values, positionals } = parsed;
  const [address = '', ...more] = positionals;
  if (more.length > 0) return 'one address is enough';
  if (!/^https?:/i.test(address) || !URL.canParse(address))
    return '<base url> must begin with https:// or http://';
  const { origin, pathname } = new URL(address);
  const token = values.token ?? env['STREAM_CHECK_TOKEN'];
  if (token === undefined || !/^[\w.~+/-]+=*$/.test(token)) {
    return '--token or STREAM_CHECK_TOKEN must hold a bearer token';
  }
  const { intent = 'summarize' } = values;
  if (!isCheckedIntent(intent)) return `--intent must be ${CHECKED_INTENTS.join(' or ')}`;
  return {
    base: origin + pathname.replace(/\/+$/, ''),
    token,
    intent: values['no-ask'] ? undefined : intent,
    isVerbose: values.verbose,
  };
}

function valuesOf(args: readonly string[]) {
  try {
    const options = {
      token: { type: 'string' },
      intent: { type: 'string' },
      'no-ask': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Such a message names the argument; a token may stand in the place of one.
    return error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
      ? error.message
      : 'wrong arguments';
  }
}

if (import.meta.main) process.exitCode = await streamCheck(process.argv.slice(2), process.env, console.log);
