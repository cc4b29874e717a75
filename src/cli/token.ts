import { readDevSecret } from '../auth/dev-secret.js';
import {
  CannotSign,
  TOKEN_USAGE,
  UsageError,
  makeToken,
  parseTokenArguments,
} from '../auth/token-command.js';
import { SystemClock } from '../common/clock.js';
import { loadSettings } from '../config/environment/load-settings.js';
import type { Env } from '../config/environment/read-variables.js';
import { ConfigurationError } from '../config/issues.js';
import type { Settings } from '../config/settings.js';
import { takeEnvFileOrExit } from './take-env-file.js';

export interface TokenOutput {
  /** Gets the token and nothing else, so that `$(npm run --silent token …)` works. */
  readonly print: (line: string) => void;
  /** Gets everything else that there is to say. */
  readonly complain: (line: string) => void;
  /** Where to look for the secret of a running development server. */
  readonly devSecretFile?: string;
}

/**
 * Prints a bearer token that a server with the same environment variables accepts.
 * @returns the exit code: 1 when no token can be made, 2 for wrong arguments
 */
export function token(args: readonly string[], env: Env, output: TokenOutput): number {
  const { print, complain, devSecretFile } = output;
  try {
    const request = parseTokenArguments(args);
    const { jwt } = settingsOf(env);
    const clock = new SystemClock();
    const { token: made, expiresIn } = makeToken(request, jwt, () => readDevSecret(devSecretFile), clock);
    print(made);
    const until = new Date(clock.now() + expiresIn * 1000);
    complain(`valid for ${expiresIn} s, until ${until.toISOString()}`);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      complain(`${error.message}\n\n${TOKEN_USAGE}`);
      return 2;
    }
    if (!(error instanceof CannotSign || error instanceof ConfigurationError)) throw error;
    complain(error.message);
    return 1;
  }
}

function settingsOf(env: Env): Settings {
  const { settings, issues } = loadSettings(env, false);
  if (settings === null) throw new ConfigurationError(issues);
  return settings;
}

if (import.meta.main) {
  takeEnvFileOrExit(1);
  const output = { print: console.log, complain: console.error };
  process.exitCode = token(process.argv.slice(2), process.env, output);
}
