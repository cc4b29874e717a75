import { useQuery } from '@tanstack/react-query';
import { call } from './client.js';
import type { ProfileList } from './types.js';

/** The environment's profiles; many pages want them, and they change only with the configuration. */
export function useProfiles() {
  return useQuery({
    queryKey: ['profiles'],
    queryFn: ({ signal }) => call<ProfileList>('profiles', { signal }),
    staleTime: 60_000,
  });
}

/** The intents that are routed to some profile, in order. */
export function intentsOf({ profiles }: ProfileList): string[] {
  return [...new Set(profiles.flatMap(({ routes }) => routes.map(({ intent }) => intent)))].toSorted();
}
