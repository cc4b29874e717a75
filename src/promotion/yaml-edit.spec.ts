import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CannotEdit, sameBut, valueAt, withItem, withValue } from './yaml-edit.js';

const LIST = ['prod', 'allowed'];
const add = (text: string, index: number, comment?: string) =>
  withItem(text, LIST, 'new_v2', { index, ...(comment !== undefined && { comment }) });

/** The lines that one text has and the other has not, as `diff` marks them. */
function lines(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

describe('an item in a list', () => {
  it.each([
    [
      'at the end',
      'prod:\n  allowed:\n    - a # first\n\n    # why b\n    - "b"\n  level: info\n',
      2,
      ['+    - new_v2'],
    ],
    [
      'between others',
      'prod:\n  allowed:\n    - a # first\n\n    # why b\n    - "b"\n',
      1,
      ['+    - new_v2'],
    ],
    ['as deep as the key', 'prod:\n  allowed:\n  - a\n  - b\n  level: info\n', 2, ['+  - new_v2']],
    ['with its dash alone', 'prod:\n  allowed:\n    -\n      a\n', 1, ['+    - new_v2']],
    [
      'on one line',
      'prod:\n  allowed: [ a,b ] # all\n',
      2,
      ['-  allowed: [ a,b ] # all', '+  allowed: [ a,b, new_v2 ] # all'],
    ],
    [
      'on one line, first',
      'prod: {allowed: [a, b,]}\n',
      1,
      ['-prod: {allowed: [a, b,]}', '+prod: {allowed: [a, new_v2, b,]}'],
    ],
    ['of nothing', 'prod:\n  allowed: []\n', 0, ['-  allowed: []', '+  allowed: [new_v2]']],
    ['a line each', 'prod:\n  allowed: [\n    a, # first\n    b # second\n  ]\n', 1, ['+    new_v2,']],
    [
      'a line each, at the end',
      'prod:\n  allowed: [\n    a, # first\n    b # second\n  ]\n',
      2,
      ['-    b # second', '+    b, # second', '+    new_v2'],
    ],
    ['with an anchor', 'prod:\n  allowed: &list\n    - &a a\n', 1, ['+    - new_v2']],
    [
      "another's list",
      'dev:\n  allowed: &list [a, b]\nprod:\n  allowed: *list # same\n',
      2,
      ['-  allowed: *list # same', '+  allowed: [ a, b, new_v2 ] # same'],
    ],
    [
      'in JSON',
      '{"prod": {"allowed": ["a"]}}',
      1,
      ['-{"prod": {"allowed": ["a"]}}', '+{"prod": {"allowed": ["a", new_v2]}}'],
    ],
    ['behind a byte order mark', '\uFEFFprod:\n  allowed:\n    - a\n', 1, ['+    - new_v2']],
  ])('%s', (_name, text, index, expected) => {
    const after = add(text, index);
    expect(lines(text, after)).toEqual(expected);
    const items = valueAt(text, LIST);
    if (!Array.isArray(items)) throw new Error('no list');
    expect(sameBut(text, after, LIST, items.map(String).toSpliced(index, 0, 'new_v2'))).toBe(true);
  });

  it('ends lines as the file does, and its last line with nothing where there was nothing', () => {
    expect(add('prod:\r\n  allowed:\r\n    - a # x\r\n  level: info\r\n', 1)).toBe(
      'prod:\r\n  allowed:\r\n    - a # x\r\n    - new_v2\r\n  level: info\r\n',
    );
    expect(add('prod:\r\n  allowed:\r\n    - a', 1)).toBe('prod:\r\n  allowed:\r\n    - a\r\n    - new_v2');
  });

  it.each([
    ['prod:\n  allowed:\n    - a # x\n', 'prod:\n  allowed:\n    - a # x\n    # why: it is\n    - new_v2\n'],
    ['prod:\n  allowed: [a]\n', 'prod:\n  # why: it is\n  allowed: [a, new_v2]\n'],
    ['prod:\n  allowed: [\n    a\n  ]\n', 'prod:\n  allowed: [\n    a,\n    # why: it is\n    new_v2\n  ]\n'],
    ['prod: {allowed: [a]}', '# why: it is\nprod: {allowed: [a, new_v2]}'],
  ])('has a comment above it, where one is given: %j', (text, expected) => {
    expect(add(text, 1, 'why: it is')).toBe(expected);
  });

  it('that YAML would take for something else is quoted', () => {
    expect(withItem('prod:\n  allowed:\n    - a\n', LIST, 'true', { index: 1 })).toContain('- "true"\n');
  });

  it('is not put where the whole environment is an alias', () => {
    expect(() => add('dev: &e\n  allowed: [a]\nprod: *e\n', 1)).toThrow(CannotEdit);
  });
});

describe('a value', () => {
  const route = ['prod', 'routing', 's'];
  const set = (text: string, path: readonly string[], value: Parameters<typeof withValue>[2]) => {
    const after = withValue(text, path, value, { below: 'allowed' });
    expect(sameBut(text, after, path, value)).toBe(true);
    return lines(text, after);
  };
  const canary = { profile: 'v1', canary: { profile: 'v2', percent: 12.5 } };

  it.each([
    [
      'in place of another',
      'prod:\n  routing:\n    s: v1 # today\n    t: w\n',
      ['-    s: v1 # today', '+    s: v2 # today'],
    ],
    ['in quotes', 'prod:\n  routing:\n    "s": \'v1\'\n', ['-    "s": \'v1\'', '+    "s": v2']],
    ['beside others', 'prod:\n  routing:\n    # tea\n    t: w # why\n\n# end\n', ['+    s: v2']],
    [
      'in a map on one line',
      'prod:\n  routing: { t: w } # why\n',
      ['-  routing: { t: w } # why', '+  routing: { t: w, s: v2 } # why'],
    ],
    ['in an empty map', 'prod:\n  routing: {}\n', ['-  routing: {}', '+  routing: { s: v2 }']],
    [
      'with all that is missing',
      'prod:\n  allowed:\n    - v1\n    - v2\n    # - v3 # not yet\n  # loud\n  level: info\n',
      ['+  routing:', '+    s: v2'],
    ],
    [
      'with all that is missing, on one line',
      'prod: { allowed: [v1], level: info }\n',
      ['-prod: { allowed: [v1], level: info }', '+prod: { allowed: [v1], routing: { s: v2 }, level: info }'],
    ],
    [
      'in place of a map in lines of its own',
      'prod:\n  routing:\n    s:\n      profile: v1\n      canary: { profile: v2, percent: 10 } # more soon\n    t: w\n',
      [
        '-    s:',
        '-      profile: v1',
        '-      canary: { profile: v2, percent: 10 } # more soon',
        '+    s: v2 # more soon',
      ],
    ],
  ])('%s', (_name, text, expected) => {
    expect(set(text, route, 'v2')).toEqual(expected);
  });

  it('of several keys stands on one line', () => {
    expect(set('prod:\n  routing:\n    s: v1\n', route, canary)).toEqual([
      '-    s: v1',
      '+    s: { profile: v1, canary: { profile: v2, percent: 12.5 } }',
    ]);
    expect(set('prod:\n  allowed: [v1]\n', route, canary)).toEqual([
      '+  routing:',
      '+    s: { profile: v1, canary: { profile: v2, percent: 12.5 } }',
    ]);
  });

  it('deep in a map leaves the rest of the map', () => {
    const text =
      'prod:\n  routing:\n    s:\n      profile: v1 # base\n      canary: # try\n        profile: v2\n        percent: 5 # few\n';
    expect(set(text, [...route, 'canary', 'percent'], 50)).toEqual([
      '-        percent: 5 # few',
      '+        percent: 50 # few',
    ]);
  });

  it.each(['dev: &e {allowed: [a]}\nprod: *e\n', 'r: &r {t: w}\nprod:\n  routing: *r\n'])(
    'is not put behind an alias: %j',
    (text) => {
      expect(() => withValue(text, route, 'v2')).toThrow(/is the alias \*/);
    },
  );
});

describe('sameBut', () => {
  it('sees that an alias elsewhere changed, too', () => {
    const text = 'prod:\n  allowed: &list [a]\ndev:\n  allowed: *list\n';
    expect(sameBut(text, add(text, 1), LIST, ['a', 'new_v2'])).toBe(false);
  });
});

describe('any list in any style', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/).map((text) => `p${text}`);
  const comment = fc.constantFrom('', ' # why', '   # [x, y], - z');
  const eol = fc.constantFrom('\n', '\r\n');
  const quote = fc.constantFrom('', '"', "'");
  const item = fc.record({
    name,
    comment,
    quote,
    before: fc.constantFrom('', '\n', '  # above\n', '\n      # deep\n'),
  });
  const quoted = (one: { name: string; quote: string }) => one.quote + one.name + one.quote;

  const block = fc
    .tuple(fc.array(item, { minLength: 1, maxLength: 5 }), fc.nat(4))
    .map(([items, indent]) =>
      items.map((one) => `${one.before}${' '.repeat(2 + indent)}- ${quoted(one)}${one.comment}\n`).join(''),
    )
    .map((list) => `  allowed:\n${list}`);
  const flow = fc
    .tuple(fc.array(item, { maxLength: 5 }), fc.boolean(), fc.boolean())
    .map(([items, ownLines, comma]) => {
      const last = items.length - 1;
      const texts = items.map((one, at) => {
        const tail = at < last || comma ? ',' : '';
        return ownLines ? `\n      ${quoted(one)}${tail}${one.comment}` : ` ${quoted(one)}${tail}`;
      });
      return `  allowed: [${texts.join('')}${ownLines ? '\n  ' : ''}]\n`;
    });

  it('gets the item and keeps every line and every comment', () => {
    fc.assert(
      fc.property(fc.oneof(block, flow), eol, fc.boolean(), fc.nat(), (list, end, ends, seed) => {
        const whole = `# head\nprod:\n${list}  level: info # tail\n# end${ends ? '\n' : ''}`;
        const text = whole.replaceAll('\n', end);
        const items: unknown = valueAt(text, LIST);
        if (!Array.isArray(items)) throw new Error('no list');
        const index = seed % (items.length + 1);
        if (index === 0 && items.length > 0) return;
        const after = add(text, index);
        expect(parse(after)).toEqual({
          prod: { allowed: items.toSpliced(index, 0, 'new_v2'), level: 'info' },
        });
        expect(withoutNew(after)).toBe(withoutNew(text));
      }),
      { numRuns: 300 },
    );
  });

  /** Without what a new item brings: its name, white space, and the comma that parts it from others. */
  function withoutNew(text: string): string {
    return text.replace(/- new_v2|new_v2/, '').replaceAll(/[\s,]/g, '');
  }
});
