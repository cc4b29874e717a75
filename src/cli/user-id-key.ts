import { loadSettings } from '../config/environment/load-settings.js';
import type { Env } from '../config/environment/read-variables.js';
import { describeIssues } from '../config/issues.js';
import { takeEnvFileOrExit } from './take-env-file.js';

export interface KeyOutput {
  /** Gets the key and nothing else. */
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/**
 * Prints the key that a server with these environment variables makes user ids with, so that it can be kept as
 * `MINIASK_USER_ID_KEY` when `JWT_SECRET` changes.
 * @returns the exit code: 1 when there is no key that lasts
 */
export function userIdKey(env: Env, { print, complain }: KeyOutput): number {
  const { settings, issues } = loadSettings(env, false);
  if (settings === null) {
    complain(describeIssues(issues));
    return 1;
  }
  const { verification } = settings.jwt;
  const isMadeForTheRun = verification.kind === 'secret' && verification.ephemeral;
  if (settings.userIdKey === undefined || isMadeForTheRun) {
    complain('There is no key that lasts: set JWT_SECRET to the secret whose user ids are to stay.');
    return 1;
  }
  print(settings.userIdKey);
  return 0;
}

if (import.meta.main) {
  takeEnvFileOrExit(1);
  process.exitCode = userIdKey(process.env, { print: console.log, complain: console.error });
}
