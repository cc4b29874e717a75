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
  const issues: ConfigIssue[] = [];
  for (const [name, environment] of Object.entries(
    quotasIn.safeParse(policy.data).data?.environments ?? {},
  )) {
    const { allowed_profiles: allowed, quotas } = environment;
    const path = ['environments', name, 'quotas'];
    for (const key of ['tokens_per_day', 'total_tokens_per_day'] as const) {
      const limit = quotas[key] ?? Infinity;
      const larger = allowed.find((profile) => (known[profile]?.max_tokens ?? 0) >= limit);
      if (larger === undefined) continue;
      const message = `is no more than one answer of ${larger} may take (max_tokens: ${known[larger]?.max_tokens}), so a day may have one`;
      issues.push(policy.warning([...path, key], message));
    }
    if (quotas.alarm_at_percent === undefined || quotas.total_tokens_per_day !== undefined) continue;
    issues.push(policy.warning([...path, 'alarm_at_percent'], 'has no effect without total_tokens_per_day'));
  }
  return issues;
}
