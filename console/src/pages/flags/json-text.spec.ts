import { describe, expect, it } from 'vitest';
import { jsonText, readObject } from './json-text.js';

describe('JSON that is typed', () => {
  it('is an object, or nothing at all', () => {
    expect(readObject('{"if": [true, "on"]}')).toEqual({ value: { if: [true, 'on'] } });
    expect(readObject(' \n')).toEqual({ value: null });
    expect(readObject('[1]').fault).toEqual({ kind: 'object' });
    expect(readObject('"on"').fault).toEqual({ kind: 'object' });
    expect(readObject('{ in: [1, 2,] } // those').value).toEqual({ in: [1, 2] });
    expect(readObject('null').fault).toEqual({ kind: 'object' });
  });

  it('says where it is none', () => {
    expect(readObject('{\n  "if": [tru, 1]\n}').fault).toEqual({ kind: 'syntax', line: 2, column: 13 });
    expect(readObject('{"if": [true').fault).toMatchObject({ kind: 'syntax', line: 1, column: 13 });
  });

  it('is written as it is read', () => {
    expect(readObject(jsonText({ in: ['a', { var: 'b' }] })).value).toEqual({ in: ['a', { var: 'b' }] });
    expect(jsonText(null)).toBe('');
  });
});
