import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
import { similarity } from './similarity.js';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom('退', '款', '三', '天', 'refund', 'days', ' ', '，', '。', '\n', '3', '😀')).map((parts) => parts.join('')),
); // prettier-ignore

describe('similarity', () => {
  it.each([
    ['会议决定了三件事：预算、日程和负责人。', '会议决定了三件事：预算，日程以及负责人。', 0.8, 1],
    ['会议决定了三件事：预算、日程和负责人。', '预算、日程、负责人，是会议的三项决定。', 0.5, 0.8],
    ['会议决定了三件事：预算、日程和负责人。', '您的订单将在三天内送达，请注意查收。', 0, 0.1],
    ['The meeting decided three things.', 'Three things were decided.', 0.3, 0.7],
    ['The meeting decided three things.', 'Your order ships on Monday.', 0, 0.1],
    ['退款 3 天到账', '退款 5 天到账', 0.5, 0.8],
    ['👍', '👎', 0, 0],
    ['', 'words', 0, 0],
    ['', '', 1, 1],
    ['…', '!', 0, 0],
  ])('of %j and %j is what a reader would say', (one, other, least, most) => {
    expect(similarity(one, other)).toBeGreaterThanOrEqual(least);
    expect(similarity(one, other)).toBeLessThanOrEqual(most);
  });

  it('does not see letter case, punctuation, width and spaces', () => {
    expect(similarity('• Refund: 3 days', 'refund，３ DAYS！')).toBe(1);
  });

  it('sees the order', () => {
    expect(similarity('ship then pay', 'pay then ship')).toBeLessThan(1);
  });

  it('is from 0 to 1, the same both ways, and 1 of a text with itself', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const found = similarity(one, other);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
        expect(similarity(other, one)).toBe(found);
        expect(similarity(one, `${one}`)).toBe(1);
      }),
    );
  });

  it('grows less with all that is added to one side', () => {
    fc.assert(
      fc.property(text, (one) => {
        const [near, far] = [`${one} x`, `${one} x yy zz`];
        expect(similarity(one, far)).toBeLessThanOrEqual(similarity(one, near));
      }),
    );
  });

  it('takes some milliseconds for 10,000 characters, whatever they are', () => {
    const han = Array.from({ length: 10_000 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * at) % 9973)));
    const [one, other] = [han.join(''), han.toReversed().join('')];
    for (const [left, right] of [[one, other], ['a'.repeat(10_000), 'aa '.repeat(3333)]] as const) {
      similarity(left, right);
      const before = cpuMs();
      for (let round = 0; round < 10; round += 1) similarity(left, right);
      expect((cpuMs() - before) / 10).toBeLessThan(30);
    }
  }); // prettier-ignore
});
