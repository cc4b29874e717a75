import { describe, expect, it } from 'vitest';
import { configDir } from '../../../test/config/config-dir.js';
import { errorsIn } from '../issues.js';
import { loadSnapshot } from '../load-snapshot.js';
import type { Snapshot } from '../snapshot.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  summarize_v1: { model: fast, system_prompt: Hi }
  summarize_v2: { model: fast, system_prompt: Hi }
  support_v1: { model: fast, system_prompt: Hi }
routing: { summarize: summarize_v1, support: support_v1 }
`,
  'env-policy.yaml': 'environments: { dev: { allowed_profiles: [summarize_v1, support_v1] } }\n',
};

function load(flags: string) {
  const dir = configDir({ ...FILES, 'feature-flags.yaml': flags });
  const source = {
    configDir: dir,
    environment: 'dev',
    knownIntents: ['summarize', 'support'],
    now: 0,
  } as const;
  const { snapshot, issues } = loadSnapshot(source);
  const told = issues.map(
    ({ severity, line, column, path, message }) => `${severity} ${line}:${column} ${path} — ${message}`,
  );
  return { snapshot, told, errors: errorsIn(issues).length };
}

function flagsOf(text: string): Snapshot['flags'] {
  const { snapshot, told } = load(text);
  if (snapshot === null) throw new Error(told.join('\n'));
  return snapshot.flags;
}

/** A flag on one line, with what a test changes of it. */
const aFlag = (parts: Readonly<Record<string, string>>): string => {
  const flag = {
    state: 'ENABLED',
    variants: '{ on: true, off: false }',
    defaultVariant: 'off',
    metadata: '{ client: true }',
    ...parts,
  };
  return `flags: { a: { ${Object.entries(flag)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} } }\n`;
};

describe('the file of flags', () => {
  it('becomes flags, with the evaluators where they are referred to', () => {
    const flags = flagsOf(`
flags:
  review_mode:
    state: ENABLED
    variants: { "on": true, "off": false }
    defaultVariant: "off"
    targeting: { if: [{ $ref: under_review }, "on", "off"] }
    metadata: { description: Hidden., effect: intent.off, intents: "summarize, support", ticket: MP-1 }
  theme:
    state: DISABLED
    variants: { plain: { colour: red } }
    targeting: {}
    metadata: { client: true }
$evaluators:
  under_review: { sem_ver: [{ var: appVersion }, "=", "1.5.0"] }
`);
    expect([...flags.values()]).toEqual([
      {
        key: 'review_mode',
        type: 'boolean',
        state: 'ENABLED',
        variants: { on: true, off: false },
        defaultVariant: 'off',
        targeting: { if: [{ sem_ver: [{ var: 'appVersion' }, '=', '1.5.0'] }, 'on', 'off'] },
        client: false,
        effect: { kind: 'intent.off', intents: ['summarize', 'support'] },
        description: 'Hidden.',
        metadata: { ticket: 'MP-1' },
      },
      {
        key: 'theme',
        type: 'object',
        state: 'DISABLED',
        variants: { plain: { colour: 'red' } },
        defaultVariant: null,
        targeting: null,
        client: true,
        effect: null,
        description: null,
        metadata: {},
      },
    ]);
  });

  it('may be missing, and then the digest is what it was before there were flags', () => {
    const without = loadSnapshot({
      configDir: configDir(FILES),
      environment: 'dev',
      knownIntents: ['summarize', 'support'],
      now: 0,
    });
    const empty = load('flags: {}\n');
    expect(without.snapshot?.flags.size).toBe(0);
    expect(empty.snapshot?.digest).toBe(without.snapshot?.digest);
    expect(load(aFlag({})).snapshot?.digest).not.toBe(empty.snapshot?.digest);
  });

  it.each([
    [
      'state',
      { state: 'ENABELD' },
      'a.state — must be one of ENABLED, DISABLED, not "ENABELD" (did you mean "ENABLED"?)',
    ],
    [
      'types',
      { variants: '{ on: true, off: "no" }' },
      'a.variants.off — must be of the same type as the others: on is a boolean, this a string',
    ],
    [
      'lists',
      { variants: '{ on: true, off: [] }' },
      'a.variants.off — must be true or false, text, a number or a map',
    ],
    [
      'infinite numbers',
      { variants: '{ on: 1, off: .inf }' },
      'a.variants.off — must be a value that JSON has, not Infinity',
    ],
    [
      'numbers that are none',
      { variants: '{ on: { limits: [.nan] }, off: {} }' },
      'a.variants.on.limits[0] — must be a value that JSON has, not NaN',
    ],
    [
      'infinite numbers in rules',
      { targeting: '{ if: [{ "<": [{ var: n }, -.inf] }, on, off] }' },
      'a.targeting.if[0]["<"][1] — must be a value that JSON has, not -Infinity',
    ],
    [
      'default',
      { defaultVariant: 'offf' },
      'a.defaultVariant — there is no variant "offf" (did you mean "off"?); variants: on, off',
    ],
    [
      'operator',
      { targeting: '{ iff: [true, on] }' },
      'a.targeting.iff — is not a known operator (did you mean "if"?)',
    ],
    [
      'lists',
      { targeting: '{ some: [[1], true] }' },
      'a.targeting.some — is not supported: the context of a user has no lists',
    ],
    ['arguments', { targeting: '{ "==": [1] }' }, 'a.targeting["=="] — takes 2 arguments, not 1'],
    [
      'outcome',
      { targeting: '{ if: [true, om] }' },
      'a.targeting.if[1] — there is no variant "om" (did you mean "on"?); variants: on, off',
    ],
    [
      'share',
      { targeting: '{ fractional: [[on, 10], [of, 90]] }' },
      'a.targeting.fractional[1][0] — there is no variant "of"',
    ],
    [
      'weight',
      { targeting: '{ fractional: [[on, -1], [off, 1]] }' },
      'a.targeting.fractional[0][1] — must be a weight: a whole number from 0',
    ],
    [
      'no weight',
      { targeting: '{ fractional: [[on, 0]] }' },
      'a.targeting.fractional — must have a weight above 0',
    ],
    [
      'bucket',
      { targeting: '{ fractional: [{ var: x }, on] }' },
      'a.targeting.fractional[1] — must be a share',
    ],
    [
      'version',
      { targeting: '{ if: [{ sem_ver: [{ var: v }, "=", "one"] }, on] }' },
      'a.targeting.if[0].sem_ver[2] — must be a version',
    ],
    [
      'comparison',
      { targeting: '{ if: [{ sem_ver: [{ var: v }, "=>", "1.0.0"] }, on] }' },
      'a.targeting.if[0].sem_ver[1] — must be one of = !=',
    ],
    [
      'reference',
      { targeting: '{ if: [{ $ref: nobody }, on] }' },
      'a.targeting.if[0]["$ref"] — there is no evaluator "nobody" in $evaluators',
    ],
    [
      'two operators',
      { targeting: '{ if: [true, on], or: [true] }' },
      'a.targeting — must be one operator with its arguments',
    ],
    [
      'effect',
      { metadata: '{ effect: intent.of, intents: "*" }' },
      'a.metadata.effect — must be one of intent.off',
    ],
    [
      'intents',
      { metadata: '{ effect: intent.off }' },
      'a.metadata.intents — is missing; intent.off must say for which intents',
    ],
    [
      'intent',
      { metadata: '{ effect: intent.off, intents: sumarize }' },
      'a.metadata.intents — there is no intent "sumarize" (did you mean "summarize"?)',
    ],
    [
      'type',
      { metadata: '{ effect: profile, intents: summarize }' },
      'a.variants.on — must be a string for the effect profile',
    ],
    ['key', { client: 'true' }, 'a.client — is not a known key'],
    [
      'answer of a rule',
      { targeting: '{ sem_ver: [{ var: appVersion }, "=", "1.5.0"] }' },
      'a.targeting.sem_ver — comes to true or false, and there is no variant "true"',
    ],
    [
      'name of the user',
      { targeting: '{ if: [{ "==": [{ var: userId }, u_1] }, on] }' },
      'a.targeting.if[0]["=="][0].var — "userId" is chosen by the client',
    ],
  ])('is told of a wrong %s, and where', (_, parts, message) => {
    const { told, errors, snapshot } = load(aFlag(parts));
    expect(snapshot).toBeNull();
    expect(errors).toBeGreaterThan(0);
    expect(told.join('\n')).toMatch(/^error 1:\d+ flags\./m);
    expect(told.join('\n')).toContain(`flags.${message}`);
    expect(told.filter((line) => line.includes(message.split(' — ')[0] ?? ''))).toHaveLength(1);
  });

  const PROFILE = { metadata: '{ effect: profile, intents: summarize }', defaultVariant: 'off' };
  const LIMIT = { metadata: '{ effect: limit.asks_per_day }', defaultVariant: 'off' };

  it.each([
    [
      'a profile that there is not',
      { ...PROFILE, variants: '{ on: summarize_v3, off: "" }' },
      'there is no profile "summarize_v3"',
    ],
    [
      'a profile of another intent',
      { ...PROFILE, variants: '{ on: support_v1, off: "" }' },
      'support_v1 is a profile of the intent "support"',
    ],
    [
      'profiles for all',
      { metadata: '{ effect: profile, intents: "*" }', variants: '{ off: "" }' },
      'must be one intent',
    ],
    [
      'a limit by the intent',
      {
        ...LIMIT,
        variants: '{ on: 5, off: 0 }',
        targeting: '{ if: [{ in: [{ var: intent }, [support]] }, on] }',
      },
      'must not ask for the intent: a limit is one of a user',
    ],
    ['a limit below 0', { ...LIMIT, variants: '{ on: -1, off: 0 }' }, 'must be a whole number from 0'],
    [
      'a limit for an intent',
      { metadata: '{ effect: limit.asks_per_day, intents: support }', variants: '{ off: 0 }' },
      'a limit is one of a user',
    ],
  ])('is told of %s', (_, parts, message) => {
    const { told, snapshot } = load(aFlag(parts));
    expect(snapshot).toBeNull();
    expect(told.join('\n')).toContain(message);
  });

  it.each([
    [
      'a profile that is not allowed here',
      { ...PROFILE, variants: '{ on: summarize_v2, off: "" }' },
      'dev does not allow summarize_v2',
    ],
    [
      'a flag that nobody reads',
      { metadata: '' },
      'changes nothing: metadata has neither an effect nor client: true',
    ],
    [
      'a share of everybody',
      { targeting: '{ fractional: [[on, 10]] }' },
      'a.targeting.fractional[0] — is everybody, whatever its weight',
    ],
    [
      'a note that is nearly a key',
      { metadata: '{ efect: intent.off }' },
      'is taken for a note of yours (did you mean "effect"?)',
    ],
  ])('warns of %s', (_, parts, message) => {
    const { told, snapshot } = load(aFlag(parts));
    expect(snapshot).not.toBeNull();
    expect(told).toEqual([expect.stringContaining(message)]);
  });

  it('lets one flag alone decide on a thing', () => {
    const flag = (key: string): string =>
      `  ${key}: { state: ENABLED, variants: { x: 5 }, metadata: { effect: limit.asks_per_day } }\n`;
    const { told, snapshot } = load(`flags:\n${flag('one')}${flag('two')}`);
    expect(snapshot).toBeNull();
    expect(told).toEqual([
      expect.stringMatching(/^error 3:\d+ flags.two.metadata.effect — the flag "one" decides/),
    ]);
  });

  it('is bounded, also where it multiplies itself', () => {
    const deep = `${'{ "!": '.repeat(60)}true${' }'.repeat(60)}`;
    expect(load(aFlag({ targeting: `{ if: [${deep}, on] }` })).told.join()).toContain('levels deep');
    const long = `{ in: [{ var: x }, [${'1, '.repeat(5100)}1]] }`;
    expect(load(aFlag({ targeting: `{ if: [${long}, on] }` })).told.join()).toContain('at most 5000 parts');
    const many = `{ or: [${Array.from({ length: 60 }, () => '{ $ref: big }').join(', ')}] }`;
    const big = `$evaluators: { big: { in: [{ var: x }, [${'1, '.repeat(200)}1]] } }\n`;
    expect(load(aFlag({ targeting: `{ if: [${many}, on] }` }) + big).told.join()).toContain(
      'at most 5000 parts',
    );
  });
});
