import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.js';
import { codePoints } from '../common/text/normalise.js';
import { CheckedGate } from './checked-gate.js';
import type { Certainty } from './checking.js';

const MAX_CHARS = 2500;
const HELD_MS = 1500;

interface Asked {
  readonly text: string;
  readonly part: number;
  readonly signal: AbortSignal;
  readonly pass: (certainty?: Certainty) => void;
  readonly reject: (error: unknown) => void;
}

/** A gate whose checks are answered when the test says so. */
function aGate(maxChars = MAX_CHARS) {
  const clock = new FakeClock();
  const ended = new AbortController();
  const asked: Asked[] = [];
  const world = { shown: '', failed: undefined as unknown };
  const gate = new CheckedGate(
    {
      check: (text, part, signal) => {
        const { promise, resolve, reject } = Promise.withResolvers<Certainty>();
        asked.push({ text, part, signal, pass: (certainty = 'checked') => resolve(certainty), reject });
        return promise;
      },
      show: (text) => {
        world.shown += text;
      },
      fail: (error) => {
        world.failed = error;
      },
      signal: ended.signal,
    },
    maxChars,
    clock,
  );
  return { gate, clock, asked, world };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const sentence = (length: number): string => `${'一'.repeat(length - 1)}。`;

describe('an answer that somebody reads along', () => {
  it('is shown window by window, in its order, whichever check is done first', async () => {
    const { gate, asked, world } = aGate();
    gate.hurry();
    gate.add(sentence(30));
    gate.add(sentence(70));
    gate.add(sentence(10));
    expect(asked.map(({ text }) => codePoints(text))).toEqual([30, 100]);
    asked[1]?.pass();
    await settle();
    expect(world.shown).toBe('');
    asked[0]?.pass();
    await settle();
    expect(world.shown).toBe(sentence(30) + sentence(70));
  });

  it('has no more than three checks at once; what comes meanwhile is one window', async () => {
    const { gate, asked } = aGate();
    gate.hurry();
    for (const length of [20, 60, 120, 240, 100]) gate.add(sentence(length));
    expect(asked).toHaveLength(3);
    asked[0]?.pass();
    await settle();
    expect(asked).toHaveLength(4);
    expect(asked[3]?.text.endsWith(sentence(240) + sentence(100))).toBe(true);
  });

  it('waits for the end of a sentence, but not for ever', () => {
    const { gate, asked } = aGate();
    gate.hurry();
    gate.add('一'.repeat(200));
    expect(asked).toHaveLength(0);
    gate.add('一');
    expect(asked.map(({ text }) => codePoints(text))).toEqual([200]);
  });

  it('is checked sooner when little comes', () => {
    const { gate, asked, clock } = aGate();
    gate.hurry();
    gate.add('好。然后');
    clock.advance(HELD_MS - 1);
    expect(asked).toHaveLength(0);
    clock.advance(1);
    expect(asked.map(({ text }) => text)).toEqual(['好。']);
  });

  it('is checked as soon as a late sentence ends', () => {
    const { gate, asked, clock } = aGate();
    gate.hurry();
    gate.add('好');
    clock.advance(HELD_MS);
    expect(asked).toHaveLength(0);
    gate.add('。');
    expect(asked.map(({ text }) => text)).toEqual(['好。']);
  });

  it('is checked with what stands before it, so that nothing hides between two windows', () => {
    const { gate, asked } = aGate();
    gate.hurry();
    gate.add(`${sentence(30)}${'二'.repeat(150)}。`);
    gate.add(`${'三'.repeat(150)}。`);
    expect(asked[1]?.text).toBe(`${'二'.repeat(99)}。${'三'.repeat(150)}。`);
  });
});

describe('an answer that nobody reads along', () => {
  it('is checked once, when it is whole', async () => {
    const { gate, asked, world, clock } = aGate();
    for (let at = 0; at < 10; at += 1) gate.add(sentence(30));
    clock.advance(60_000);
    expect(asked).toHaveLength(0);
    const finished = gate.finish(sentence(30).repeat(11), []);
    expect(asked.map(({ text }) => codePoints(text))).toEqual([330]);
    asked[0]?.pass();
    expect(await finished).toBe('checked');
    // Its end is shown when that is on record, and not by the gate.
    expect(world.shown).toBe('');
  });

  it('is checked on its way when it is too long for one check', () => {
    const { gate, asked } = aGate();
    gate.add(sentence(50).repeat(50));
    expect(asked.map(({ text }) => codePoints(text))).toEqual([2400]);
  });

  it('hurries when somebody joins', () => {
    const { gate, asked } = aGate();
    gate.add(sentence(30));
    gate.hurry();
    expect(asked).toHaveLength(1);
  });
});

describe('the end', () => {
  it('comes when all has passed, also what is given beside the answer', async () => {
    const { gate, asked } = aGate();
    let isDone = false;
    const finished = gate.finish('好。', ['另一段', '还有一段']).then((certainty) => {
      isDone = true;
      return certainty;
    });
    expect(asked.map(({ text }) => text)).toEqual(['好。', '另一段\n还有一段']);
    expect(new Set(asked.map(({ part }) => part)).size).toBe(2);
    asked[0]?.pass();
    await settle();
    expect(isDone).toBe(false);
    asked[1]?.pass('unchecked');
    expect(await finished).toBe('unchecked');
  });

  it('comes at once where there is nothing to check', async () => {
    expect(await aGate().gate.finish('', [])).toBe('checked');
  });

  it('must begin with what was said', async () => {
    const { gate } = aGate();
    gate.add('好');
    await expect(gate.finish('不好', [])).rejects.toThrow('must begin with');
  });

  it('leaves no timer', () => {
    const { gate, clock } = aGate();
    gate.hurry();
    gate.add('好');
    expect(clock.pending).toEqual([HELD_MS]);
    void gate.finish('好', []);
    expect(clock.pending).toEqual([]);
  });
});

describe('a rejection', () => {
  it.each([[0], [1]])('shows nothing more, and gives the other checks up: window %i', async (at) => {
    const { gate, asked, world } = aGate();
    gate.hurry();
    gate.add(sentence(30));
    gate.add(sentence(70));
    const finished = gate.finish(gate.said, []);
    finished.catch(() => undefined);
    const error = new Error('rejected');
    asked[at]?.reject(error);
    await expect(finished).rejects.toBe(error);
    expect(world.failed).toBe(error);
    expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
    asked[1 - at]?.pass();
    await settle();
    expect(world.shown).toBe('');
    expect(asked).toHaveLength(2);
  });

  it('may be one of what is given beside the answer', async () => {
    const { gate, asked, world } = aGate();
    const finished = gate.finish('好。', ['坏']);
    finished.catch(() => undefined);
    const error = new Error('rejected');
    asked[1]?.reject(error);
    await expect(finished).rejects.toBe(error);
    expect(world.failed).toBe(error);
  });
});

describe('another beginning', () => {
  it('forgets what was held, and shows nothing of it when its check has passed', async () => {
    const { gate, asked, world } = aGate();
    gate.hurry();
    gate.add(sentence(30));
    gate.restart();
    expect(gate.said).toBe('');
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.pass();
    await settle();
    expect(world.shown).toBe('');
    gate.add(`${'二'.repeat(30)}。`);
    asked[1]?.pass();
    await settle();
    expect(world.shown).toBe(`${'二'.repeat(30)}。`);
  });

  it('is impossible when something was shown', async () => {
    const { gate, asked } = aGate();
    gate.hurry();
    gate.add(sentence(30));
    asked[0]?.pass();
    await settle();
    expect(() => gate.restart()).toThrow('cannot begin anew');
  });
});

describe('whatever is said, and whenever checks are done', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom('。', '！\n', '. ', '😀', '👨‍👩‍👧', '一'.repeat(250), 'a word '),
  );
  const step = fc.oneof(
    { weight: 3, arbitrary: piece },
    { weight: 2, arbitrary: fc.nat({ max: 5 }) },
    { weight: 1, arbitrary: fc.constant('time passes' as const) },
  );

  it('nothing is shown that no passed check has covered, and in the end everything is covered', async () => {
    const steps = fc.array(step, { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), fc.string(), async (all, hurried, rest) => {
        const { gate, clock, asked, world } = aGate(160);
        const open: Asked[] = [];
        let seen = 0;
        const passed: string[] = [];
        const collect = (): void => {
          open.push(...asked.slice(seen));
          seen = asked.length;
          expect(open.length).toBeLessThanOrEqual(3);
        };
        const pass = async (at: number): Promise<void> => {
          const [check] = open.splice(at % Math.max(1, open.length), 1);
          if (check === undefined) return;
          expect(codePoints(check.text)).toBeLessThanOrEqual(160);
          passed.push(check.text);
          check.pass();
          await settle();
          collect();
        };
        if (hurried) gate.hurry();
        let said = '';
        for (const next of all) {
          if (next === 'time passes') clock.advance(HELD_MS);
          else if (typeof next === 'number') await pass(next);
          else {
            gate.add(next);
            said += next;
          }
          collect();
          expect(said.startsWith(world.shown)).toBe(true);
          expect(isCovered(world.shown, passed)).toBe(true);
        }
        const finished = gate.finish(said + rest, []);
        collect();
        while (open.length > 0) await pass(0);
        expect(await finished).toBe('checked');
        expect(isCovered(said + rest, passed)).toBe(true);
      }),
    );
  });
});

/** Whether the parts, each found where the ones before end at the latest, leave no gap. */
function isCovered(text: string, parts: readonly string[]): boolean {
  let covered = 0;
  for (let grew = true; grew && covered < text.length;) {
    const ends = parts.flatMap((part) => {
      const from = Math.max(0, covered - part.length);
      const places: number[] = [];
      for (let at = text.indexOf(part, from); at >= 0 && at <= covered; at = text.indexOf(part, at + 1)) {
        places.push(at + part.length);
      }
      // A part may go on behind what is shown so far.
      for (let at = from; at <= covered; at += 1)
        if (part.startsWith(text.slice(at))) places.push(text.length);
      return places;
    });
    const end = Math.max(covered, ...ends);
    grew = end > covered;
    covered = end;
  }
  return covered >= text.length;
}
