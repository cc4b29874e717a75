import { describe, expect, it } from 'vitest';
import { entityTag, isKnown } from './entity-tag.js';

describe('an entity tag', () => {
  const tag = entityTag({ a: 1, b: 2 });

  it('is the same for the same meaning alone', () => {
    expect(entityTag({ b: 2, a: 1 })).toBe(tag);
    expect(entityTag({ a: 1, b: 3 })).not.toBe(tag);
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it.each([tag, `W/${tag}`, `"x", ${tag}`, `"x,y",W/${tag} `, '*', ' * '])(
    'is known to who sends %s',
    (header) => {
      expect(isKnown(tag, header)).toBe(true);
    },
  );

  it.each([undefined, '', '"x"', tag.slice(1, -1), `"${tag.slice(2)}`])(
    'is not known to who sends %s',
    (header) => {
      expect(isKnown(tag, header)).toBe(false);
    },
  );
});
