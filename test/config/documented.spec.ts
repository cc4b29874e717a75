import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { secretNames, variables } from '../../src/config/environment/variables.js';
import { jsonSchemas } from '../../src/config/json-schemas.js';
import { errorsIn } from '../../src/config/issues.js';
import { loadSnapshot } from '../../src/config/load-snapshot.js';
import { configDir } from './config-dir.js';

const DOCS = readFileSync('docs/configuration.md', 'utf8');

/** The cells of every table row whose first cell is a name in code. */
const ROWS = [...DOCS.matchAll(/^\| `([^`]+)` *\|(.*)\|$/gm)].map(([, name = '', rest = '']) => ({
  name,
  cells: rest.split('|').map((cell) => cell.trim()),
}));

const isVariable = (name: string): boolean => /^[A-Z_]+$/.test(name);

describe('the table of variables', () => {
  const rows = ROWS.filter(({ name }) => isVariable(name));

  it('has exactly the variables there are', () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(variables.shape).toSorted());
  });

  it('has the default of each, and whether it is secret', () => {
    const defaults = new Map(Object.entries<unknown>(variables.parse({})));
    const actual = rows.map(({ name, cells: [fallback, secret] }) => ({ name, fallback, secret }));
    const expected = rows.map(({ name, cells: [shown = ''] }) => ({
      name,
      fallback: defaults.has(name) ? code(defaults.get(name)) : withoutDefault(shown),
      secret: secretNames.includes(name) ? 'secret' : '',
    }));
    expect(actual).toEqual(expected);
  });
});

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** What may stand where there is no fixed default. */
function withoutDefault(shown: string): string {
  return ['see below', 'derived from `JWT_SECRET`'].includes(shown) ? shown : '—';
}

interface Key {
  readonly name: string;
  readonly fallback: string;
}

const Schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
  additionalProperties: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
  items: z.unknown().optional(),
  default: z.unknown().optional(),
});

/** Every key of a schema as the docs write it: one environment for all, one route for all. */
function keysOf(schema: unknown, path: string): Key[] {
  const { properties, required, additionalProperties, anyOf, items } = Schema.parse(schema);
  const keys: Key[] = [];
  for (const [key, child] of Object.entries(properties)) {
    const name = [path, path === 'environments' ? '<environment>' : key].filter(Boolean).join('.');
    keys.push({ name, fallback: fallbackOf(child, required.includes(key)) }, ...keysOf(child, name));
  }
  if (typeof additionalProperties === 'object') {
    const name = `${path}.${path.endsWith('routing') ? '<intent>' : '<name>'}`;
    keys.push({ name, fallback: '—' }, ...keysOf(additionalProperties, name));
  }
  for (const branch of anyOf) keys.push(...keysOf(branch, path));
  if (items !== undefined) keys.push(...keysOf(items, `${path}[]`));
  return keys;
}

function fallbackOf(schema: unknown, isRequired: boolean): string {
  if (isRequired) return 'required';
  const { default: fallback } = Schema.parse(schema);
  return fallback === undefined ? '—' : code(fallback);
}

describe('the tables of keys', () => {
  const documented = ROWS.filter(({ name }) => !isVariable(name)).map(
    ({ name, cells: [, fallback = ''] }) => ({
      name,
      fallback,
    }),
  );
  const keys = [...jsonSchemas().values()]
    .flatMap((schema) => keysOf(JSON.parse(schema), ''))
    .filter(({ name }) => !name.includes('<environment>.routing.'));

  it('have exactly the keys of the schemas, with their defaults', () => {
    const unique = new Map(keys.map((key) => [key.name, key]));
    expect(documented.toSorted(byName)).toEqual([...unique.values()].toSorted(byName));
  });

  it('describe every key in the schemas too, for editors', () => {
    const described = [...jsonSchemas().values()].flatMap((schema) => undescribed(JSON.parse(schema), ''));
    expect(described).toEqual([]);
  });
});

describe('the examples', () => {
  it('are loaded as they stand', () => {
    const blocks = [...DOCS.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text);
    const example = (start: string): string => blocks.find((text) => text.startsWith(start)) ?? '';
    const dir = configDir({
      'mini-program-profiles.yaml': example('profiles:'),
      'env-policy.yaml': example('environments:'),
      'models.yaml': example('models:'),
    });
    const source = { configDir: dir, environment: 'prod', knownIntents: ['summarize'], now: 0 } as const;
    const { snapshot, issues } = loadSnapshot(source);
    expect(errorsIn(issues)).toEqual([]);
    expect(snapshot?.routing.get('summarize')?.canary?.percent).toBe(10);
    expect(snapshot?.models.get('fast')?.price).toEqual({ input: 0.27, output: 1.1 });
  });
});

describe('the example of a route', () => {
  it('is loaded as it stands', () => {
    const [, route = ''] = /<!-- routes -->\n\n```yaml\n(.*?)^```/ms.exec(DOCS) ?? [];
    const names = ['summarize_v1', 'summarize_v2', 'summarize_v3'];
    const profiles = names.map((name) => `  ${name}: { model: fast, system_prompt: Hi }\n`).join('');
    const configs = configDir({
      'mini-program-profiles.yaml': `profiles:\n${profiles}routing:\n${route.replaceAll(/^(?=.)/gm, '  ')}`,
      'env-policy.yaml': `environments: { prod: { allowed_profiles: [${names.join(', ')}] } }`,
    });
    const source = { configDir: configs, environment: 'prod', knownIntents: ['summarize'], now: 0 } as const;
    const { snapshot, issues } = loadSnapshot(source);
    expect(issues).toEqual([]);
    expect(snapshot?.routing.get('summarize')).toMatchObject({ salt: 'spring', targets: [{}, {}] });
  });
});

function undescribed(schema: unknown, path: string): string[] {
  const { properties, additionalProperties, anyOf, items } = Schema.parse(schema);
  const missing: string[] = [];
  for (const [key, child] of Object.entries(properties)) {
    const { success } = z.looseObject({ description: z.string().min(1) }).safeParse(child);
    if (!success) missing.push(`${path}.${key}`);
    missing.push(...undescribed(child, `${path}.${key}`));
  }
  const nested = [additionalProperties, items, ...anyOf].filter((child) => typeof child === 'object');
  for (const child of nested) missing.push(...undescribed(child, `${path}.*`));
  return missing;
}

function byName(a: Key, b: Key): number {
  return a.name.localeCompare(b.name, 'en');
}
