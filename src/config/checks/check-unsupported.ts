import { z } from 'zod';
import type { ConfigFile } from '../files/config-file.js';
import type { ConfigIssue } from '../snapshot.js';

/**
 * Keys of the contract that this version accepts but does not act on. A promise that is silently not
 * kept is worse than a missing one, so each is told; a safety check that would not happen is an error.
 */

const entries = z.record(z.string(), z.looseObject({}).catch({})).catch({});
const profilesIn = z.looseObject({ profiles: entries }).catch({ profiles: {} });
const modelsIn = z.looseObject({ models: entries }).catch({ models: {} });
const environmentsIn = z.looseObject({ environments: entries }).catch({ environments: {} });
const cachedWithTools = z.looseObject({
  cache_ttl_s: z.number().positive(),
  tools: z.array(z.unknown()).nonempty(),
});
const safety = z.looseObject({
  content_safety: z.looseObject({ provider: z.unknown(), on_failure: z.unknown() }).partial(),
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
    issues.push(...checkContentSafety(file, path, environment));
  }
  return issues;
}

function checkContentSafety(file: ConfigFile, path: readonly string[], environment: object): ConfigIssue[] {
  const { provider, on_failure: onFailure } = safety.safeParse(environment).data?.content_safety ?? {};
  if (provider === 'wechat') {
    return [
      file.error(
        [...path, 'content_safety', 'provider'],
        'wechat is not available in this version; a check that silently does not happen would be worse, so use none',
      ),
    ];
  }
  if (onFailure === undefined) return [];
  return [
    file.warning([...path, 'content_safety', 'on_failure'], 'has no effect while the provider is none'),
  ];
}
