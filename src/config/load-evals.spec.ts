import { describe, expect, it } from 'vitest';
import { configDir } from '../../test/config/config-dir.js';
import { describeIssues } from './issues.js';
import { type SnapshotResult, loadSnapshot } from './load-snapshot.js';

const INTENTS = ['summarize', 'support'];

/** The result with the issues of the evals alone. */
function load(evals: Readonly<Record<string, string>>): SnapshotResult {
  const files = Object.entries(evals).map(([name, text]) => [`evals/${name}`, text]);
  const dir = configDir(Object.fromEntries(files));
  const { snapshot, issues } = loadSnapshot({
    configDir: dir,
    environment: 'prod',
    knownIntents: INTENTS,
    now: 0,
  });
  return { snapshot, issues: issues.filter(({ file }) => file.includes('/evals/')) };
}

function evalOf(text: string) {
  const { snapshot, issues } = load({ 'brief.yaml': text });
  if (snapshot === null) throw new Error(describeIssues(issues));
  return snapshot.evals.get('brief');
}

/** `line:column path — message` of each error. */
function errorsOf(text: string): string[] {
  return load({ 'brief.yaml': text }).issues.map(
    ({ line, column, path, message }) => `${line}:${column} ${path} — ${message}`,
  );
}

const withAssertion = (lines: string): string =>
  `intent: summarize\nassertions:\n${lines.replaceAll(/^/gm, '  ')}\n`;

describe('evals', () => {
  it('are not needed', () => {
    expect(load({}).snapshot?.evals.size).toBe(0);
  });

  it('are an error where what holds them cannot be read, as a file in place of their folder', () => {
    const source = {
      configDir: configDir({ evals: '' }),
      environment: 'prod',
      knownIntents: INTENTS,
    } as const;
    const { snapshot, issues } = loadSnapshot({ ...source, now: 0 });
    expect(snapshot).toBeNull();
    expect(describeIssues(issues)).toMatch(/\/evals.* is not a directory that this process can read/);
  });

  it('reach the snapshot, with every default', () => {
    expect(evalOf('intent: support\nassertions: [{ type: max-chars, value: 400 }]')).toEqual({
      name: 'brief',
      intent: 'support',
      passRate: 1,
      assertions: [{ type: 'max-chars', name: 'max-chars', limit: 400 }],
    });
  });

  it('reach the snapshot with every type of assertion', () => {
    const text = `
intent: summarize
description: All of them.
pass_rate: 0.5
assertions:
  - { type: contains, value: 退款 }
  - { type: not-contains, value: [a, B], ignore_case: true, name: no letters }
  - { type: matches, value: '^•' }
  - { type: not-matches, value: 'sure', ignore_case: true }
  - { type: json-schema, value: { type: object, required: [bullets] } }
  - { type: max-bullets, value: 5 }
  - { type: max-chars, value: 400 }
  - { type: min-chars, value: 4 }
  - { type: max-latency-ms, value: 8000 }
  - { type: max-cost, value: 0.01 }
  - { type: language, value: zh }
  - { type: similar, value: 0.4 }
`;
    expect(evalOf(text)).toEqual({
      name: 'brief',
      intent: 'summarize',
      description: 'All of them.',
      passRate: 0.5,
      assertions: [
        { type: 'contains', name: 'contains', texts: ['退款'], ignoreCase: false },
        { type: 'not-contains', name: 'no letters', texts: ['a', 'B'], ignoreCase: true },
        { type: 'matches', name: 'matches', pattern: '^•', ignoreCase: false },
        { type: 'not-matches', name: 'not-matches', pattern: 'sure', ignoreCase: true },
        { type: 'json-schema', name: 'json-schema', schema: { type: 'object', required: ['bullets'] } },
        { type: 'max-bullets', name: 'max-bullets', limit: 5 },
        { type: 'max-chars', name: 'max-chars', limit: 400 },
        { type: 'min-chars', name: 'min-chars', limit: 4 },
        { type: 'max-latency-ms', name: 'max-latency-ms', limit: 8000 },
        { type: 'max-cost', name: 'max-cost', limit: 0.01 },
        { type: 'language', name: 'language', language: 'zh' },
        { type: 'similar', name: 'similar', atLeast: 0.4 },
      ],
    });
  });

  it('call their assertions by names that tell them apart', () => {
    const assertions = evalOf(
      withAssertion(
        '- { type: contains, value: a }\n- { type: contains, value: b }\n- { type: contains, value: c, name: contains 2 }',
      ),
    )?.assertions;
    expect(assertions?.map(({ name }) => name)).toEqual(['contains', 'contains 3', 'contains 2']);
  });

  it('change nothing about the answers, and so not the digest', () => {
    const other = load({ 'brief.yaml': withAssertion('- { type: max-chars, value: 1 }') });
    expect(other.snapshot?.digest).toBe(load({}).snapshot?.digest);
  });

  it.each([
    ['intent: sumarize\nassertions: [{ type: max-chars, value: 1 }]', '1:9 intent — there is no intent "sumarize" (did you mean "summarize"?); known: summarize, support'],
    ['assertions: [{ type: max-chars, value: 1 }]', '1:1 intent — is missing; it must be the name of an intent'],
    ['intent: support\nassertions: []', '2:13 assertions — must have at least one assertion'],
    ['intent: support\npassrate: 1\nassertions: [{ type: max-chars, value: 1 }]', '2:1 passrate — is not a known key (did you mean "pass_rate"?); allowed here: intent, description, pass_rate, assertions'],
    ['intent: support\npass_rate: 95\nassertions: [{ type: max-chars, value: 1 }]', '2:12 pass_rate — must be a number from 0 to 1, not 95'],
    [withAssertion('- type: max-char\n  value: 1'), '3:11 assertions[0].type — must be one of contains, not-contains, matches, not-matches, json-schema, max-bullets, max-chars, min-chars, max-latency-ms, max-cost, language, similar, not "max-char" (did you mean "max-chars"?)'],
    [withAssertion('- value: 1'), '3:5 assertions[0].type — is missing or no text; it must be one of contains, not-contains, matches, not-matches, json-schema, max-bullets, max-chars, min-chars, max-latency-ms, max-cost, language, similar'],
    [withAssertion('- short'), '3:5 assertions[0] — must be a map with the key type, not "short"'],
    [withAssertion('- type: max-chars\n  value: many'), '4:12 assertions[0].value — must be a whole number from 0 to 100000, not "many"'],
    [withAssertion('- type: max-chars\n  value: 1\n  ignore_case: true'), '5:5 assertions[0].ignore_case — is not a known key; allowed here: type, name, value'],
    [withAssertion('- type: contains\n  value: []'), '4:12 assertions[0].value — must not be empty'],
    [withAssertion(`- type: contains\n  value: [${'a, '.repeat(51)}]`), '4:12 assertions[0].value — must be a list of at most 50 texts, not 51'],
    [withAssertion('- { type: max-chars, value: 1 }\n'.repeat(51)), '3:3 assertions — must be a list of at most 50 assertions, not 51'],
    [withAssertion('- type: matches\n  value: "(a"'), '4:12 assertions[0].value — cannot be used: error parsing regexp: missing closing ): `(a`'],
    [withAssertion('- type: matches\n  value: (?=a)'), '4:12 assertions[0].value — cannot be used: error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
    [withAssertion('- type: json-schema\n  value: { type: objekt }'), '4:12 assertions[0].value — cannot be used: schema is invalid: data/type must be equal to one of the allowed values, data/type must be array, data/type must match a schema in anyOf'],
    [withAssertion('- type: json-schema\n  value: { type: string, pattern: "(?!a)" }'), '4:12 assertions[0].value — cannot be used: error parsing regexp: invalid or unsupported Perl syntax: `(?!`'],
    [withAssertion('- type: language\n  value: cn'), '4:12 assertions[0].value — must be one of zh, en, ja, ko, ar, de, es, fr, he, hi, id, it, nl, pl, pt, ru, th, tr, uk, vi, same, not "cn" (did you mean "en"?)'],
    [withAssertion('- { type: similar, value: 0.5, name: one }\n- { type: max-chars, value: 5, name: one }'), '4:40 assertions[1].name — is the name of another assertion'],
  ])('are refused with the place of the fault: %j', (text, expected) => {
    expect(errorsOf(text)).toEqual([expected]);
  }); // prettier-ignore

  it('are not read from files whose names are no names', () => {
    const { snapshot, issues } = load({ 'v1.5 brief.yaml': '', 'brief.yml': '', 'notes.md': '' });
    expect(snapshot).toBeNull();
    expect(issues.map(({ file, message }) => `${file.split('/').at(-1)}: ${message}`)).toEqual([
      expect.stringMatching(/^brief\.yml: the name of an eval's file must begin with a letter .*\.yaml$/),
      expect.stringMatching(/^v1\.5 brief\.yaml: the name of an eval's file/),
    ]);
  });

  it('hide no fault of one another', () => {
    const { issues } = load({ 'a.yaml': 'intent: [', 'b.yaml': 'intent: support' });
    expect(issues.map(({ file }) => file.split('/').at(-1))).toEqual(['a.yaml', 'b.yaml']);
  });
});
