import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../../test/support/cpu-ms.js';
import { parseYaml } from './parse-yaml.js';

const complaints = (text: string) =>
  parseYaml('a.yaml', text).issues.map(({ line, column, path, message }) => ({
    at: `${line}:${column}`,
    path,
    message,
  }));

describe('parseYaml', () => {
  it('gives the data, and for a path the place to point at', () => {
    const { file, issues } = parseYaml('a.yaml', '# note\nprofiles:\n  one:\n    list: [x, y]\n    empty:\n');
    expect(issues).toEqual([]);
    expect(file?.data).toEqual({ profiles: { one: { list: ['x', 'y'], empty: null } } });
    expect(file?.error(['profiles', 'one', 'list', 1], 'm')).toEqual({
      severity: 'error',
      file: 'a.yaml',
      line: 4,
      column: 15,
      path: 'profiles.one.list[1]',
      message: 'm',
    });
    expect(file?.warning(['profiles', 'one'], 'm', 'key')).toMatchObject({
      severity: 'warning',
      line: 3,
      column: 3,
    });
    expect(file?.error(['profiles', 'one', 'empty'], 'm')).toMatchObject({ line: 5, column: 5 });
    expect(file?.error(['profiles', 'one', 'missing'], 'm')).toMatchObject({ line: 3, column: 3 });
    expect(file?.error(['nothing'], 'm')).toMatchObject({ line: 1, column: 1, path: 'nothing' });
  });

  it('points into what an alias stands for', () => {
    const { file } = parseYaml('a.yaml', 'a: &x\n  deep: 1\nb: *x\n');
    expect(file?.error(['b', 'deep'], 'm')).toMatchObject({ line: 2, column: 9 });
  });

  it('quotes names that would make a path ambiguous', () => {
    const { file } = parseYaml('a.yaml', '"a b": 1\n');
    expect(file?.error(['a b'], 'm').path).toBe('["a b"]');
  });

  it.each([
    ['a tab', 'a:\n\t- b\n', '2:1', 'YAML is indented with spaces, not with tabs'],
    [
      'a second document',
      'a: 1\n---\nb: 2\n',
      '2:1',
      'only one YAML document is allowed; remove what follows "---"',
    ],
    ['a list as a key', '? [a]\n: b\n', '1:3', 'a key must be plain text'],
    ['a tag', 'a: !!js/function x\n', '1:4', 'YAML tags ("!…") are not allowed here'],
    ['a repeated key', 'a: 1\nb: 2\na: 3\n', '3:1', 'is given twice; keep one of them'],
    ['a prototype', 'a:\n  __proto__: {b: 1}\n', '2:3', 'is not a known key'],
    ['a missing anchor', 'a: *nope\n', '1:4', 'the anchor &nope is not defined above'],
  ])('refuses %s', (_case, text, at, message) => {
    expect(complaints(text)).toContainEqual(expect.objectContaining({ at, message }));
  });

  it('lets the rest of a file with a repeated key be checked, with its last value', () => {
    expect(parseYaml('a.yaml', 'a: 1\na: 2\n').file?.data).toEqual({ a: 2 });
  });

  it('tells the path of a repeated key', () => {
    expect(complaints('a:\n  - b: 1\n    b: 2\n')).toMatchObject([{ at: '3:5', path: 'a[0].b' }]);
  });

  it('finds repeated keys without comparing each with each', () => {
    const text = Array.from({ length: 50_000 }, (_, index) => `k${index}: 1`).join('\n');
    const startedAt = cpuMs();
    expect(parseYaml('a.yaml', text).issues).toEqual([]);
    expect(cpuMs() - startedAt).toBeLessThan(5000);
  });

  it.each([
    ['nested ever deeper', '['.repeat(20_000)],
    ['nested ever deeper in blocks', '- '.repeat(20_000)],
    [
      'growing by aliases',
      Array.from({ length: 9 }, (_, index) => `a${index}: &a${index} [${`*a${index - 1},`.repeat(9)}]`)
        .join('\n')
        .replaceAll('*a-1', 'x'),
    ],
    ['made of aliases', `a: &a 1\nb: [${'*a,'.repeat(500)}]`],
  ])('refuses a file %s', (_case, text) => {
    const { file, issues } = parseYaml('a.yaml', text);
    expect(file).toBeUndefined();
    expect(issues.length).toBeGreaterThan(0);
    expect(issues.length).toBeLessThanOrEqual(10);
  });

  it('counts aliases, also those that would expand to little', () => {
    const anchors = Array.from(
      { length: 101 },
      (_, index) => `a${index}: &a${index} 1\nb${index}: *a${index}\n`,
    );
    expect(complaints(anchors.join(''))).toEqual([
      { at: '202:7', path: 'b100', message: 'more than 100 aliases are not allowed' },
    ]);
    expect(complaints(anchors.slice(1).join(''))).toEqual([]);
  });

  it('gives either data or located errors for any text', () => {
    const scraps = fc.constantFrom(
      'profiles:', '\n', '  ', '- ', '{', '}', '[', ']', ': ', '? ', '&a ', '*a', '!t ', '|', '>', '"', "'", '#',
      '\t', '---', '...', '%YAML 1.2', 'x', '1', '.nan', 'null', '<<: ', '\u0000', '\uFEFF', '中',
    ); // prettier-ignore
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(scraps, { maxLength: 60 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { file, issues } = parseYaml('a.yaml', text);
        expect(file !== undefined || issues.length > 0).toBe(true);
        for (const { line, column } of issues) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
