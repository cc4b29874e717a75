import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadSnapshot } from '../../src/config/load-snapshot.js';
import { ENVIRONMENTS, type EnvironmentName } from '../../src/config/snapshot.js';
import { catalogIntentNames } from '../../src/intents/catalog/index.js';

const load = (environment: EnvironmentName) =>
  loadSnapshot({ configDir: 'config', environment, knownIntents: catalogIntentNames(), now: 0 });

describe('the shipped configuration', () => {
  it.each(ENVIRONMENTS)('loads for %s without a warning', (environment) => {
    const { snapshot, issues } = load(environment);
    expect(issues).toEqual([]);
    expect(snapshot?.environment.name).toBe(environment);
  });

  it('has two versions of a profile for every intent', () => {
    const names = [...(load('dev').snapshot?.profiles.keys() ?? [])];
    expect(names.toSorted()).toEqual(
      catalogIntentNames().flatMap((intent) => [`${intent}_v1`, `${intent}_v2`]),
    );
  });

  it.each([
    ['dev', 2, 'v1'],
    ['staging', 2, 'v2'],
    ['prod', 1, 'v1'],
  ] as const)('serves %s as it should', (environment, versions, routed) => {
    const { snapshot } = load(environment);
    expect(snapshot?.environment.allowedProfiles).toHaveLength(versions * 4);
    for (const intent of catalogIntentNames()) {
      const route = snapshot?.environment.routing.get(intent) ?? snapshot?.routing.get(intent);
      expect(route?.profile).toBe(`${intent}_${routed}`);
    }
  });

  it('writes out in models.yaml what holds without it, for the fast model', () => {
    expect(load('dev').snapshot?.models.get('fast')).toEqual({
      alias: 'fast',
      agent: 'fast',
      firstContentMs: 4000,
      totalMs: 20_000,
      maxConcurrent: 8,
    });
  });

  it.each(['mini-program-profiles', 'env-policy', 'models'])(
    '%s.yaml names its schema to editors',
    (name) => {
      const [first] = readFileSync(`config/${name}.yaml`, 'utf8').split('\n');
      expect(first).toBe(`# yaml-language-server: $schema=./schema/${name}.schema.json`);
      const schema: unknown = JSON.parse(readFileSync(`config/schema/${name}.schema.json`, 'utf8'));
      expect(schema).toMatchObject({ title: `${name}.yaml`, additionalProperties: false });
    },
  );
});
