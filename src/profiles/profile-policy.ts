import type { Profile, Snapshot } from '../config/snapshot.js';
import { ProfileRegistry } from './profile-registry.js';
import { variantsOf } from './variants.js';

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

/** Whether this environment serves the intent to anybody: by its route, or by a target or a variant in it. */
export function isServed(snapshot: Snapshot, intent: string): boolean {
  const route = new ProfileRegistry(snapshot).route(intent)?.route;
  if (route === undefined) return false;
  const drawn = variantsOf(route).filter(({ percent }) => percent > 0);
  // The route's own profile is there for those whom the others leave, and whose variant is not allowed.
  return [route, ...drawn, ...(route.targets ?? [])].some(
    ({ profile }) => profileThatMayServe(snapshot, intent, profile) !== undefined,
  );
}
