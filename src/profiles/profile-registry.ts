import type { Profile, Route, Snapshot } from '../config/snapshot.js';
import { type Flag, concerns } from '../config/flag.js';
import { variantsOf } from './variants.js';

/** The profiles and routes of one snapshot, as the questions that are asked about them. A view: it keeps nothing. */
export class ProfileRegistry {
  constructor(private readonly snapshot: Snapshot) {}

  find(name: string): Profile | undefined {
    return this.snapshot.profiles.get(name);
  }

  /**
   * A profile belongs to an intent when a route or a flag of that intent names it, or when it is called
   * `<intent>_<something>`. The profiles file says nothing else about it.
   */
  belongsTo(name: string, intent: string): boolean {
    if (name.startsWith(`${intent}_`)) return true;
    const { environment, routing, flags } = this.snapshot;
    if (flags.values().some((flag) => givesProfile(flag, intent, name))) return true;
    return [environment.routing.get(intent), routing.get(intent)].some(
      (route) => route !== undefined && namedBy(route).some(({ profile }) => profile === name),
    );
  }

  /** The environment's own route wins over the shared one. */
  route(intent: string): { readonly route: Route; readonly own: boolean } | undefined {
    const own = this.snapshot.environment.routing.get(intent);
    if (own !== undefined) return { route: own, own: true };
    const shared = this.snapshot.routing.get(intent);
    return shared && { route: shared, own: false };
  }
}

function givesProfile(flag: Flag, intent: string, name: string): boolean {
  const { effect, variants } = flag;
  return effect?.kind === 'profile' && concerns(flag, intent) && Object.values(variants).includes(name);
}

function namedBy(route: Route): readonly { readonly profile: string }[] {
  return [route, ...variantsOf(route), ...(route.targets ?? [])];
}
