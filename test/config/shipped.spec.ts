import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadSnapshot } from '../../src/config/load-snapshot.js';
import { type ConfigIssue, ENVIRONMENTS, type EnvironmentName } from '../../src/config/snapshot.js';
import { catalogIntentNames } from '../../src/intents/catalog/index.js';

/** The intents that are shipped; whoever adds one routes it where they want it. */
const SHIPPED = ['extract', 'recommend', 'summarize', 'support'];
const ADDED = catalogIntentNames().filter((name) => !SHIPPED.includes(name));

const load = (environment: EnvironmentName) =>
  loadSnapshot({ configDir: 'config', environment, knownIntents: catalogIntentNames(), now: 0 });

describe('the shipped configuration', () => {
  it.each(ENVIRONMENTS)('loads for %s without a warning', (environment) => {
    const { snapshot, issues } = load(environment);
    const aboutAdded = ({ path, message }: ConfigIssue): boolean =>
      ADDED.some((name) => `${path} ${message}`.includes(name));
    expect(issues.filter((issue) => !aboutAdded(issue))).toEqual([]);
    expect(snapshot?.environment.name).toBe(environment);
  });

  it('has two versions of a profile for every intent', () => {
    const names = [...(load('dev').snapshot?.profiles.keys() ?? [])];
    expect(names).toEqual(
      expect.arrayContaining(SHIPPED.flatMap((intent) => [`${intent}_v1`, `${intent}_v2`])),
    );
  });

  it.each([
    ['dev', ['v1', 'v2'], 'v1'],
    ['staging', ['v1', 'v2'], 'v2'],
    ['prod', ['v1'], 'v1'],
  ] as const)('serves %s as it should', (environment, versions, routed) => {
    const { snapshot } = load(environment);
    for (const intent of SHIPPED) {
      const allowed = snapshot?.environment.allowedProfiles.filter((name) => name.startsWith(`${intent}_`));
      expect(allowed).toEqual(versions.map((version) => `${intent}_${version}`));
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

  it('has a review mode that hides nothing until a version is named in it', () => {
    const flag = load('prod').snapshot?.flags.get('review_mode');
    expect(flag).toMatchObject({ defaultVariant: 'off', effect: { kind: 'intent.off', intents: ['*'] } });
    expect(JSON.stringify(flag?.targeting)).toContain('"0.0.0"');
  });

  it('has an example of an eval, which names its schema to editors', () => {
    expect(load('prod').snapshot?.evals.get('summarize')).toMatchObject({
      intent: 'summarize',
      passRate: 0.95,
    });
    const [first] = readFileSync('config/evals/summarize.yaml', 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=../schema/eval.schema.json');
  });

  it.each(['mini-program-profiles', 'env-policy', 'models', 'feature-flags'])(
    '%s.yaml names its schema to editors',
    (name) => {
      const [first] = readFileSync(`config/${name}.yaml`, 'utf8').split('\n');
      expect(first).toBe(`# yaml-language-server: $schema=./schema/${name}.schema.json`);
      const schema: unknown = JSON.parse(readFileSync(`config/schema/${name}.schema.json`, 'utf8'));
      expect(schema).toMatchObject({ title: `${name}.yaml`, additionalProperties: false });
    },
  );
});
