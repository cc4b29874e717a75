import { z } from 'zod';
import type { ConfigFile } from '../files/config-file.js';
import type { ConfigIssue } from '../snapshot.js';

/**
 * Keys of the contract that this version accepts but does not act on. A promise that is silently not
 * kept is worse than a missing one, so each is told.
 */

const entries = z.record(z.string(), z.looseObject({}).catch({})).catch({});
const profilesIn = z.looseObject({ profiles: entries }).catch({ profiles: {} });
const modelsIn = z.looseObject({ models: entries }).catch({ models: {} });
const environmentsIn = z.looseObject({ environments: entries }).catch({ environments: {} });
const cachedWithTools = z.looseObject({
  cache_ttl_s: z.number().positive(),
  tools: z.array(z.unknown()).nonempty(),
});
const dailyQuotas = z.looseObject({
  quotas: z.looseObject({ asks_per_day: z.unknown(), tokens_per_day: z.unknown() }).partial(),
});

const DORMANT_MODEL_KEYS = {
  price: 'this version computes no costs yet',
};

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

export function checkUnsupportedModelKeys(file: ConfigFile): ConfigIssue[] {
  return Object.entries(modelsIn.parse(file.data).models).flatMap(([name, model]) =>
    Object.entries(DORMANT_MODEL_KEYS)
      .filter(([key]) => key in model)
      .map(([key, message]) => file.warning(['models', name, key], message)),
  );
}

export function checkUnsupportedPolicyKeys(file: ConfigFile): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  for (const [name, environment] of Object.entries(environmentsIn.parse(file.data).environments)) {
    const path = ['environments', name];
    issues.push(...checkQuotas(file, path, environment));
  }
  return issues;
}

function checkQuotas(file: ConfigFile, path: readonly string[], environment: object): ConfigIssue[] {
  const quotas = dailyQuotas.safeParse(environment).data?.quotas ?? {};
  return (['asks_per_day', 'tokens_per_day'] as const)
    .filter((key) => quotas[key] !== undefined)
    .map((key) =>
      file.warning(
        [...path, 'quotas', key],
        'this version keeps no daily quotas yet; asks_per_minute is kept',
      ),
    );
}
