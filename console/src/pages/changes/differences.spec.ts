import { describe, expect, it } from 'vitest';
import { differencesOf, type Traits } from './differences.js';

function some(traits: Record<string, string | { json: unknown }>): Traits {
  return new Map(Object.entries(traits));
}

describe('differences', () => {
  it('are what has changed, come, or gone, and nothing else', () => {
    const before = some({ Profile: 'v1', Share: '10%', Salt: 'a' });
    const after = some({ Profile: 'v1', Share: '25%', Guard: 'off' });
    expect(differencesOf(before, after)).toEqual([
      { name: 'Share', before: '10%', after: '25%' },
      { name: 'Guard', before: undefined, after: 'off' },
      { name: 'Salt', before: 'a', after: undefined },
    ]);
  });

  it('of JSON are lines, whatever stood there before', () => {
    const long = 'a text that fills a line of its own, or most of it';
    const before = some({ Targeting: { json: { if: [long, 2], or: long } } });
    const after = some({ Targeting: { json: { if: [long, 3], or: long } } });
    expect(differencesOf(before, after)).toEqual([
      {
        name: 'Targeting',
        lines: [
          { type: 'same', text: '{' },
          { type: 'removed', text: `  "if": ["${long}", 2],` },
          { type: 'added', text: `  "if": ["${long}", 3],` },
          { type: 'same', text: `  "or": "${long}"` },
          { type: 'same', text: '}' },
        ],
      },
    ]);
    expect(differencesOf(some({ A: 'none' }), some({ A: { json: [] } }))).toEqual([
      {
        name: 'A',
        lines: [
          { type: 'removed', text: 'none' },
          { type: 'added', text: '[]' },
        ],
      },
    ]);
  });
});
