import { type Env, readVariables } from '../config/environment/read-variables.js';
import { ConfigurationError, errorsIn } from '../config/issues.js';
import { loadSnapshot } from '../config/load-snapshot.js';
import type { Snapshot } from '../config/snapshot.js';
import { catalogIntentNames } from '../intents/catalog/index.js';

/** The command cannot do what is asked; the message says why. */
export class CannotExport extends Error {
  override readonly name = 'CannotExport';
}

/** Nothing else of the server's settings matters here. @throws CannotExport */
export function databaseUrlOf(env: Env): string {
  const { values, issues } = readVariables(env);
  const issue = issues.find(({ path, severity }) => severity === 'error' && path.startsWith('DATABASE_URL'));
  if (issue !== undefined) throw new CannotExport(`${issue.path}: ${issue.message}`);
  return values.DATABASE_URL;
}

/** The configuration that counts for the server. @throws ConfigurationError */
export function snapshotOf(env: Env): Snapshot {
  const { CONFIG_DIR: configDir, APP_ENV: environment } = readVariables(env).values;
  const knownIntents = catalogIntentNames();
  const { snapshot, issues } = loadSnapshot({ configDir, environment, knownIntents, now: 0 });
  if (snapshot === null) throw new ConfigurationError(errorsIn(issues));
  return snapshot;
}
