import { ConfigurationError, errorsIn } from '../config/issues.js';
import { loadSnapshot } from '../config/load-snapshot.js';
import { ENVIRONMENTS, type EnvironmentName, type Snapshot } from '../config/snapshot.js';
import { catalogIntentNames } from '../intents/catalog/index.js';

/** The files do not declare an environment that was asked for. */
export class NotDeclared extends Error {
  override readonly name = 'NotDeclared';
}

/**
 * The files as a server of that environment has them, whichever this machine runs as.
 * @throws ConfigurationError with the errors in the files, NotDeclared
 */
export function environmentSnapshot(configDir: string, environment: EnvironmentName): Snapshot {
  const source = { configDir, knownIntents: catalogIntentNames(), now: 0 };
  const faults = errorsIn(loadSnapshot({ ...source, environment: null }).issues);
  if (faults.length > 0) throw new ConfigurationError(faults);
  const { snapshot } = loadSnapshot({ ...source, environment });
  if (snapshot === null) throw new NotDeclared(`${configDir}: env-policy.yaml declares no ${environment}`);
  return snapshot;
}

/** @returns undefined for what is no environment */
export function environmentNamed(name: string | undefined): EnvironmentName | undefined {
  return ENVIRONMENTS.find((known) => known === name);
}
