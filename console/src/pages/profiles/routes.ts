import type { ProfileList, ProfileSummary } from '../../api/types.js';

export interface Share {
  readonly profile: ProfileSummary;
  /** Of the users, 0–100. */
  readonly percent: number;
  readonly canary: boolean;
}

export interface IntentRoute {
  readonly intent: string;
  /** The canary last. */
  readonly shares: readonly Share[];
}

/** The profiles' shares, turned round: who serves each intent. In the order of the intents' names. */
export function routesOf({ profiles }: ProfileList): IntentRoute[] {
  const shares = profiles.flatMap((profile) =>
    profile.routes.map(({ intent, percent, canary }) => ({ intent, share: { profile, percent, canary } })),
  );
  const byIntent = Map.groupBy(shares, ({ intent }) => intent);
  return [...byIntent]
    .map(([intent, its]) => ({
      intent,
      shares: its.map(({ share }) => share).toSorted((a, b) => Number(a.canary) - Number(b.canary)),
    }))
    .toSorted((a, b) => a.intent.localeCompare(b.intent));
}

/** Those that serve somebody first, then those that could. */
export function byUse(profiles: readonly ProfileSummary[]): ProfileSummary[] {
  return profiles.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function rank({ allowed, routes }: ProfileSummary): number {
  return (allowed ? 0 : 2) + (routes.length > 0 ? 0 : 1);
}
