import { describe, expect, it } from 'vitest';
import { configDir } from '../../test/config/config-dir.js';
import { loadSnapshot } from './load-snapshot.js';
import { DEFAULT_GUARD, guardOf } from './rollout-guard.js';

/** What watches the rollout of a route that says this of its guard. */
function guardBy(said: string) {
  const dir = configDir({
    'mini-program-profiles.yaml': `profiles:
  summarize_v1: { model: fast, system_prompt: Hi }
  summarize_v2: { model: fast, system_prompt: Hi }
routing:
  summarize: { profile: summarize_v1, canary: { profile: summarize_v2, percent: 5 }${said} }
`,
    'env-policy.yaml': 'environments: { dev: { allowed_profiles: [summarize_v1, summarize_v2] } }\n',
  });
  const source = { configDir: dir, environment: 'dev', knownIntents: ['summarize'], now: 0 } as const;
  const route = loadSnapshot(source).snapshot?.routing.get('summarize');
  return route && guardOf(route);
}

describe('the guard of a route', () => {
  it.each([
    ['', DEFAULT_GUARD],
    [', guard: {}', DEFAULT_GUARD],
    [', guard: { margin: 0.5 }', { ...DEFAULT_GUARD, margin: 0.5 }],
    [
      ', guard: { min_samples: 200, false_alarms: 0.001, margin: 0, latency: { factor: 3, ms: 0 } }',
      { minSamples: 200, falseAlarms: 0.001, margin: 0, latency: { factor: 3, ms: 0 } },
    ],
    [', guard: { latency: { ms: 2000 } }', { ...DEFAULT_GUARD, latency: { factor: 1.25, ms: 2000 } }],
    [', guard: { latency: false }', { ...DEFAULT_GUARD, latency: false }],
    [', guard: false', null],
  ])('that says "%s" is %j', (said, expected) => {
    expect(guardBy(said)).toEqual(expected);
  });
});
