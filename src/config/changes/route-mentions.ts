import type { Route } from '../snapshot.js';

/** A place in a route that names a profile. */
export interface ProfileMention {
  readonly profile: string;
  /** JSON pointer to what names it, such as `/variants/0`; empty for the route itself. */
  readonly pointer: string;
}

/** Every place of a route that names a profile, the route's own first. */
export function mentionsIn({ profile, canary, variants = [], targets = [] }: Route): ProfileMention[] {
  return [
    { profile, pointer: '' },
    ...(canary === undefined ? [] : [{ profile: canary.profile, pointer: '/canary' }]),
    ...variants.map((variant, index) => ({ profile: variant.profile, pointer: `/variants/${index}` })),
    ...targets.map((target, index) => ({ profile: target.profile, pointer: `/targets/${index}` })),
  ];
}
