import { describe, expect, it } from 'vitest';
import { tokenIn } from './token-in.js';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl_-9';

describe('the token in what was copied', () => {
  it.each([
    ['by itself', TOKEN],
    ['with a line break', `${TOKEN}\n`],
    ['as a header', `Authorization: "Bearer ${TOKEN}"`],
    ['with all that npm prints', `\n> miniask@0.1.0 token\n> node token.js\n\n${TOKEN}\nvalid for 2 h\n`],
  ])('is found %s', (_how, text) => {
    expect(tokenIn(text)).toBe(TOKEN);
  });

  it('is the last word where nothing looks like one, and empty without any', () => {
    expect(tokenIn('Bearer opaque')).toBe('opaque');
    expect(tokenIn('你好')).toBe('');
  });
});
