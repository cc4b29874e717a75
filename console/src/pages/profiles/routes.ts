import type { ProfileList, ProfileSummary, RouteShare } from '../../api/types.js';

export interface Share extends Omit<RouteShare, 'intent'> {
  readonly profile: ProfileSummary;
}

/** How the users of an intent are divided. */
export interface IntentShares {
  readonly intent: string;
  /** The route's own profile first, who serves none but targets last. */
  readonly shares: readonly Share[];
}

/** The profiles' shares, turned round: who serves each intent. In the order of the intents' names. */
export function routesOf({ profiles }: ProfileList): IntentShares[] {
  const shares = profiles.flatMap((profile) =>
    profile.routes.map(({ intent, ...share }) => ({ intent, share: { profile, ...share } })),
  );
  const byIntent = Map.groupBy(shares, ({ intent }) => intent);
  return [...byIntent]
    .map(([intent, its]) => ({
      intent,
      shares: its.map(({ share }) => share).toSorted((a, b) => order(a) - order(b)),
    }))
    .toSorted((a, b) => a.intent.localeCompare(b.intent));
}

function order({ percent, canary, targets }: Share): number {
  if (canary) return 1;
  return percent === 0 && targets > 0 ? 2 : 0;
}

/** Those that serve somebody first, then those that could. */
export function byUse(profiles: readonly ProfileSummary[]): ProfileSummary[] {
  return profiles.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function rank({ allowed, routes }: ProfileSummary): number {
  return (allowed ? 0 : 2) + (routes.length > 0 ? 0 : 1);
}
