import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTraceParent } from './trace-parent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('readTraceParent', () => {
  it.each([
    [`00-${TRACE}-${SPAN}-01`, true],
    [`00-${TRACE}-${SPAN}-00`, false],
    [`00-${TRACE}-${SPAN}-03`, true],
    // A later version, and what it may have beyond ours.
    [`cc-${TRACE}-${SPAN}-01`, true],
    [`cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, true],
  ])('reads %s', (header, sampled) => {
    expect(readTraceParent(header)).toEqual({ traceId: TRACE, spanId: SPAN, sampled });
  });

  it.each([
    undefined,
    '',
    [`00-${TRACE}-${SPAN}-01`],
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `cc-${TRACE}-${SPAN}-01.more`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}`,
    ` 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
  ])('takes %s for none', (header) => {
    expect(readTraceParent(header)).toBeUndefined();
  });

  it('gives nothing but ids, whatever it is given', () => {
    const almost = fc.tuple(
      fc.stringMatching(/^[0-9a-f]{2}$/),
      fc.stringMatching(/^[0-9a-f]{31,33}$/),
      fc.stringMatching(/^[0-9a-f]{15,17}$/),
      fc.stringMatching(/^[0-9a-f]{1,3}$/),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          almost.map((parts) => parts.join('-')),
        ),
        (header) => {
          const parent = readTraceParent(header);
          if (parent === undefined) return;
          expect(parent.traceId).toMatch(/^[0-9a-f]{32}$/);
          expect(parent.spanId).toMatch(/^[0-9a-f]{16}$/);
          expect(header).toContain(`${parent.traceId}-${parent.spanId}`);
        },
      ),
    );
  });
});
