import { describe, expect, it } from 'vitest';
import { deepFreeze } from './deep-freeze.js';

describe('deepFreeze', () => {
  it('freezes objects and lists all the way down', () => {
    const value = deepFreeze({ list: [{ name: 'a' }] });
    expect(() => value.list.push({ name: 'b' })).toThrow(TypeError);
    expect(() => Object.assign(value.list[0] ?? {}, { name: 'c' })).toThrow(TypeError);
    expect(() => Object.assign(value, { list: [] })).toThrow(TypeError);
  });

  it('freezes maps and what is in them, and leaves them readable', () => {
    const map = deepFreeze(new Map([['a', { n: 1 }]]));
    expect(() => map.set('b', { n: 2 })).toThrow(TypeError);
    expect(() => map.delete('a')).toThrow(TypeError);
    expect(() => map.clear()).toThrow(TypeError);
    expect(() => Object.assign(map.get('a') ?? {}, { n: 2 })).toThrow(TypeError);
    expect([...map]).toEqual([['a', { n: 1 }]]);
  });
});
