import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sseLines } from './sse-lines.js';

/** The bytes in parts, split at these places: also within a character. */
function split(bytes: Buffer, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('sseLines', () => {
  it('finds the same events wherever the bytes are split', () => {
    const words = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 6 });
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(words, ends, fc.array(fc.nat(500), { maxLength: 20 }), (texts, end, places) => {
        const sent = texts.map((text) => JSON.stringify({ text }));
        const stream = sent.map((data) => `: comment${end}data: ${data}${end}${end}`).join('');
        const lines = sseLines();
        // A lone \r may be half of \r\n, which only the next byte tells.
        const parts = [...split(Buffer.from(stream), places), Buffer.from(':')];

        expect(parts.flatMap((bytes) => lines(bytes))).toEqual(sent);
      }),
    );
  });

  it('refuses an event that does not end', () => {
    const lines = sseLines();
    const endless = (): void => {
      for (let round = 0; round < 10; round += 1) lines(Buffer.from(`data: ${'x'.repeat(64 * 1024)}`));
    };
    expect(endless).toThrow(expect.objectContaining({ code: 'AGENT_ERROR', reason: 'answer_too_large' }));
  });
});
