import type { Profile, Snapshot } from '../config/snapshot.js';
import { ProfileRegistry } from './profile-registry.js';

/** The existing profiles that this environment allows for an intent, in the order of the file. */
export function allowedProfiles(snapshot: Snapshot, intent: string): readonly string[] {
  const registry = new ProfileRegistry(snapshot);
  return snapshot.environment.allowedProfiles.filter(
    (name) => registry.find(name) !== undefined && registry.belongsTo(name, intent),
  );
}

/**
 * The one rule on who may serve: a profile that exists, belongs to the intent and is on the
 * environment's allow-list. Asked by the guard early and by the router for good.
 */
export function profileThatMayServe(snapshot: Snapshot, intent: string, name: string): Profile | undefined {
  const registry = new ProfileRegistry(snapshot);
  if (!registry.belongsTo(name, intent)) return undefined;
  if (!snapshot.environment.allowedProfiles.includes(name)) return undefined;
  return registry.find(name);
}
