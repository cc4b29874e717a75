import { mentionsIn } from '../config/changes/route-mentions.js';
import { subjectId } from '../config/changes/subject-id.js';
import { type Flag, concerns } from '../config/flag.js';
import type { AppliedChange, Profile, Route, Snapshot } from '../config/snapshot.js';

export interface FoundRoute {
  readonly route: Route;
  /** Whether it is the environment's own, or the shared one. */
  readonly own: boolean;
  /** Present when an operator's change, which lies over both, says so. */
  readonly change?: AppliedChange;
}

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
      (route) => route !== undefined && mentionsIn(route).some(({ profile }) => profile === name),
    );
  }

  /** A change at run time wins over the environment's own route, which wins over the shared one. */
  route(intent: string): FoundRoute | undefined {
    const { changes, environment, routing } = this.snapshot;
    const own = environment.routing.get(intent);
    const change = changes.get(subjectId({ kind: 'route', key: intent }));
    if (own !== undefined) return { route: own, own: true, ...(change && { change }) };
    const shared = routing.get(intent);
    return shared && { route: shared, own: false };
  }
}

function givesProfile(flag: Flag, intent: string, name: string): boolean {
  const { effect, variants } = flag;
  return effect?.kind === 'profile' && concerns(flag, intent) && Object.values(variants).includes(name);
}
