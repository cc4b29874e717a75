import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
import { structureFault } from './json-structure.js';

describe('structureFault', () => {
  it.each([
    ['{"a":1,"a":2}', '/a'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"a":{"b":[0,{"c":"}","c":"{"}]}}', '/a/b/1/c'],
    ['[[],{"x":1},{"":1,"":1}]', '/2/'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    ['{"a/b~":1,"a/b~":2}', '/a~1b~0'],
    ['{"\\"":1,"b":"\\\\","\\"":3}', '/"'],
  ])('points to the second of two equal names in %s', (json, pointer) => {
    expect(JSON.parse(json)).toBeDefined();
    expect(structureFault(json)).toEqual({ pointer, message: 'must not be given twice' });
  });

  it.each(['{"a":{"a":[{"a":1},{"a":"a"}]}}', '["a","a",{"b":"a","a":"b"}]', '"a,\\"a,{[["', '-1e308', '{"1e999":"1e999"}', '[1.5E-400,-0]', '{"a":"\\\\","b":1}'])(
    'has nothing against %s',
    (json) => {
      expect(structureFault(json)).toBeUndefined();
    },
  ); // prettier-ignore

  it.each([
    ['1e999', ''],
    [`[0,{"a/b":[1,-1E+400]}]`, '/1/a~1b/1'],
    [`{"a":"1e999","b":{"c":1},"n":${'9'.repeat(400)}}`, '/n'],
    ['{"a":[1e308,1e309],"b":1e309}', '/a/1'],
  ])('points to the number that is too large in %s', (json, pointer) => {
    expect(JSON.parse(json)).toBeDefined();
    expect(structureFault(json)).toEqual({ pointer, message: 'must be a finite number' });
  });

  it('bounds depth and parts', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(structureFault(nested(16))).toBeUndefined();
    expect(structureFault(nested(17))).toEqual({ pointer: '', message: 'is nested too deeply' });
    expect(structureFault(nested(32_000))).toBeDefined();
    const list = (length: number): string => JSON.stringify(Array(length).fill(0));
    expect(structureFault(list(2001))).toBeUndefined();
    expect(structureFault(list(2002))).toEqual({
      pointer: '',
      message: 'must not have more than 2000 parts',
    });
    expect(structureFault(nested(40), { depth: 40 })).toBeUndefined();
    expect(structureFault(nested(41), { depth: 40 })).toBeDefined();
    expect(structureFault(list(5001), { parts: 5000 })).toBeUndefined();
    expect(structureFault(list(5002), { parts: 5000 })).toBeDefined();
  });

  it('finds a doubled name wherever it was put, and never one that is not there', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.string(), fc.boolean(), (json, name, doubled) => {
        const key = JSON.stringify(name);
        const text = `[${json},{${key}:${json}${doubled ? `,${key}:${json}` : ''}}]`;
        expect(structureFault(text) !== undefined).toBe(doubled);
      }),
    );
  });

  it('takes the time of one reading, whatever the text', () => {
    const hostile = [
      `"${'\\"'.repeat(32_000)}"`,
      `{"${'\\\\'.repeat(16_000)}":1}`,
      `"${'\\u0022'.repeat(10_000)}"`,
      `0.${'1'.repeat(64_000)}`,
    ];
    const begun = cpuMs();
    for (const json of hostile) expect(structureFault(json)).toBeUndefined();
    expect(cpuMs() - begun).toBeLessThan(500);
  });
});
