import { z } from 'zod';
import type { ConfigFile } from '../files/config-file.js';
import type { ConfigIssue } from '../snapshot.js';

/**
 * Keys of the contract that this version accepts but does not act on. A promise that is silently not
 * kept is worse than a missing one, so each is told; a safety check that would not happen is an error.
 */

const entries = z.record(z.string(), z.looseObject({}).catch({})).catch({});
const profilesIn = z.looseObject({ profiles: entries }).catch({ profiles: {} });
const cachedWithTools = z.looseObject({
  cache_ttl_s: z.number().positive(),
  tools: z.array(z.unknown()).nonempty(),
});

export function checkUnsupportedProfileKeys(file: ConfigFile): ConfigIssue[] {
  return Object.entries(profilesIn.parse(file.data).profiles).flatMap(([name, profile]) =>
    cachedWithTools.safeParse(profile).success
      ? [
          file.warning(
            ['profiles', name, 'cache_ttl_s'],
            'has no effect on a profile with tools: what tools find is for the caller alone',
          ),
        ]
      : [],
  );
}
