import { z } from 'zod';
import type { ConfigFile } from '../files/config-file.js';
import type { ConfigIssue } from '../snapshot.js';

/** The default of the contract. */
const MAX_TOKENS = 800;

const profilesIn = z.object({
  profiles: z.record(
    z.string(),
    z.object({ max_tokens: z.number().default(MAX_TOKENS) }).catch({ max_tokens: 0 }),
  ),
});
const quotasIn = z.object({
  environments: z.record(
    z.string(),
    z.object({
      allowed_profiles: z.array(z.string()).catch([]),
      quotas: z
        .object({
          tokens_per_day: z.number(),
          total_tokens_per_day: z.number(),
          alarm_at_percent: z.number(),
        })
        .partial()
        .catch({}),
    }),
  ),
});

/** A day's tokens that one answer may use up: of such a profile no day has more than one. */
export function checkQuotas(profiles: ConfigFile, policy: ConfigFile): ConfigIssue[] {
  const known = profilesIn.safeParse(profiles.data).data?.profiles ?? {};
  const environments = quotasIn.safeParse(policy.data).data?.environments ?? {};
  return Object.entries(environments).flatMap(([name, { allowed_profiles: allowed, quotas }]) => {
    const path = ['environments', name, 'quotas'];
    const issues = (['tokens_per_day', 'total_tokens_per_day'] as const).flatMap((key) => {
      const limit = quotas[key];
      if (limit === undefined) return [];
      const larger = allowed.find((profile) => (known[profile]?.max_tokens ?? 0) >= limit);
      if (larger === undefined) return [];
      const message = `is no more than one answer of ${larger} may take (max_tokens: ${known[larger]?.max_tokens}), so a day may have one`;
      return [policy.warning([...path, key], message)];
    });
    const isAlone = quotas.alarm_at_percent !== undefined && quotas.total_tokens_per_day === undefined;
    if (!isAlone) return issues;
    return [
      ...issues,
      policy.warning([...path, 'alarm_at_percent'], 'has no effect without total_tokens_per_day'),
    ];
  });
}
