import { errorsIn } from '../config/issues.js';
import { loadSnapshot } from '../config/load-snapshot.js';
import type { ConfigIssue, EnvironmentName } from '../config/snapshot.js';
import { type GatewayNeeds, needsOf } from './needs.js';

export interface NeedsSource {
  readonly configDir: string;
  /** Those that the gateway serves; one that the files do not know asks for nothing. */
  readonly environments: readonly EnvironmentName[];
  readonly knownIntents: readonly string[];
  /** See {@link needsOf}. */
  readonly ownTools: readonly string[];
}

/** What the configuration files ask of a gateway, or the errors that keep them from being read. */
export function loadNeeds(source: NeedsSource): GatewayNeeds | readonly ConfigIssue[] {
  const { configDir, knownIntents, environments, ownTools } = source;
  const errors = errorsIn(loadSnapshot({ configDir, knownIntents, environment: null, now: 0 }).issues);
  if (errors.length > 0) return errors;
  const snapshots = environments.flatMap(
    (environment) => loadSnapshot({ configDir, knownIntents, environment, now: 0 }).snapshot ?? [],
  );
  return needsOf(snapshots, ownTools);
}
