import type { Profile, Snapshot } from '../config/snapshot.js';
import type { ReplayTarget } from './replay-target.js';

/** The configuration under which one replay runs, and the profile in it. */
export interface ReplayConfig {
  readonly snapshot: Snapshot;
  readonly profile: Profile;
}

/**
 * This environment with one profile, its model and nobody else: a replay tells what that profile answers, once. Only
 * operators see that, so that no content is checked.
 */
export function replayConfig(
  current: Snapshot,
  { profile, model, configDigest }: ReplayTarget,
): ReplayConfig {
  const { fallback: _, hedgeMs: __, ...alone } = profile;
  const { environment } = current;
  const snapshot = {
    ...current,
    digest: configDigest,
    profiles: new Map([[alone.name, alone]]),
    models: new Map([[model.alias, model]]),
    environment: {
      ...environment,
      allowLocalFallback: false,
      contentSafety: { ...environment.contentSafety, provider: 'none' as const },
    },
  };
  return { snapshot, profile: alone };
}
