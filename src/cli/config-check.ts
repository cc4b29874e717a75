import { countIssues, describeIssues, errorsIn } from '../config/issues.js';
import { inspectConfiguration } from '../config/load-configuration.js';
import type { Env } from '../config/environment/read-variables.js';
import { catalogIntentNames } from '../intents/catalog/index.js';
import { takeEnvFileOrExit } from './take-env-file.js';

const USAGE = 'usage: npm run config:check [dir]';

/**
 * Checks variables and files as a start would, for every environment in the files, without starting.
 * @param args at most one: the directory to check instead of CONFIG_DIR
 * @returns the exit code: 0 also with warnings, 1 with errors, 2 for wrong arguments
 */
export function configCheck(
  args: readonly string[],
  env: Env,
  print: (line: string) => void,
  intents: readonly string[] = catalogIntentNames(),
): number {
  const [dir, ...rest] = args;
  if (rest.length > 0 || dir?.startsWith('-')) {
    print(USAGE);
    return 2;
  }
  const checked = dir === undefined ? env : { ...env, CONFIG_DIR: dir };
  const { issues } = inspectConfiguration(checked, intents);
  if (issues.length > 0) print(describeIssues(issues));
  print(`${checked['CONFIG_DIR'] || './config'} as ${env['APP_ENV'] || 'dev'}: ${countIssues(issues)}`);
  return errorsIn(issues).length === 0 ? 0 : 1;
}

if (import.meta.main) {
  takeEnvFileOrExit(1);
  process.exitCode = configCheck(process.argv.slice(2), process.env, console.log);
}
