import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Seal } from './seal.js';

const KEY = 'a key of forty characters for user ids!!';

describe('Seal', () => {
  it('opens what it has sealed, whatever it is, and shows nothing of it', () => {
    const seal = new Seal(KEY);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (name, text) => {
        expect(seal.open(name, seal.seal(name, text))).toBe(text);
      }),
    );
    expect(seal.seal('name', 'text')).not.toBe(seal.seal('name', 'text'));
  });

  it.each<[string, (sealed: Buffer) => Buffer]>([
    ['that was changed', (sealed) => Buffer.from(sealed.map((byte, at) => (at === 30 ? byte ^ 1 : byte)))],
    [
      'whose tag was changed',
      (sealed) => Buffer.from(sealed.map((byte, at) => (at === 12 ? byte ^ 1 : byte))),
    ],
    ['that was cut', (sealed) => sealed.subarray(0, -1)],
    ['that is too short', (sealed) => sealed.subarray(0, 20)],
    ['that is nothing', () => Buffer.alloc(0)],
  ])('opens nothing %s', (_, change) => {
    const seal = new Seal(KEY);
    const sealed = Buffer.from(seal.seal('name', 'a longer text'), 'base64');
    expect(seal.open('name', change(sealed).toString('base64'))).toBeUndefined();
  });

  it('opens nothing of another name or key', () => {
    const sealed = new Seal(KEY).seal('name', 'text');
    expect(new Seal(KEY).open('other', sealed)).toBeUndefined();
    expect(new Seal(`${KEY}!`).open('name', sealed)).toBeUndefined();
  });
});
