import { expect, it } from 'vitest';
import { watchOf } from './shares.js';

it.each([
  [{}, 'nothing'],
  [{ guard: false }, 'nothing'],
  [{ canary: { profile: 'v2', percent: 10 } }, 'watching'],
  [{ canary: { profile: 'v2', percent: 10 }, guard: false }, 'off'],
  [{ canary: { profile: 'v2', percent: 100 } }, 'no-baseline'],
  [
    {
      variants: [
        { profile: 'v2', percent: 99.9 },
        { profile: 'v3', percent: 0.1 },
      ],
    },
    'no-baseline',
  ],
] as const)('of a route with %j is watched: %s', (parts, watch) => {
  expect(watchOf({ profile: 'v1', ...parts })).toBe(watch);
});
