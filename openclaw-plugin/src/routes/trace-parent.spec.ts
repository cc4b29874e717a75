import { expect, it } from 'vitest';
import { continuedTrace } from './trace-parent.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

it('is a new span of the same trace', () => {
  expect(continuedTrace(`00-${TRACE}-00f067aa0ba902b7-01`)).toMatch(
    new RegExp(`^00-${TRACE}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`),
  );
});

it.each([
  undefined,
  '',
  'x',
  `01-${TRACE}-00f067aa0ba902b7-01`,
  `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
])('is nothing for %o', (header) => {
  expect(continuedTrace(header)).toBeUndefined();
});
