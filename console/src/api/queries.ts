import { useQuery } from '@tanstack/react-query';
import { call } from './client.js';
import type { ProfileList, ProfileSummary } from './types.js';

/** The environment's profiles; many pages want them, and they change only with the configuration. */
export function useProfiles() {
  return useQuery({
    queryKey: ['profiles'],
    queryFn: ({ signal }) => call<ProfileList>('profiles', { signal }),
    staleTime: 60_000,
  });
}

/** Whether a profile is one of an intent's: by a route, or by its name (docs/adr/0007). */
export function belongsTo({ name, routes }: ProfileSummary, intent: string): boolean {
  return name.startsWith(`${intent}_`) || routes.some((route) => route.intent === intent);
}

/** The intents that are routed to some profile, in order. */
export function intentsOf({ profiles }: ProfileList): string[] {
  return [...new Set(profiles.flatMap(({ routes }) => routes.map(({ intent }) => intent)))].toSorted();
}
