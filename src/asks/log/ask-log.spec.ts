import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DONE, aHead } from '../../../test/contract/ask-logs.contract.js';
import { neverAborted } from '../../../test/support/agent-runs.js';
import { anyText } from '../../../test/support/any-text.js';
import type { AskEntry } from './ask-event.js';
import { AskLog, UNKNOWN_EVENTS } from './ask-log.js';
import { lostEnd } from './lost-end.js';

function delta(text: string): AskEntry {
  return { type: 'delta', data: { text } };
}

describe('AskLog', () => {
  it('numbers what happens from 1, and has all deltas together', () => {
    fc.assert(
      fc.property(fc.array(anyText()), (texts) => {
        const log = new AskLog(aHead());
        for (const text of texts) log.append(delta(text));
        log.append(DONE);

        const entries = [{ type: 'start', data: log.head.started }, ...texts.map(delta), DONE];
        expect(log.length).toBe(entries.length);
        for (const [at, entry] of entries.entries())
          expect(log.at(at + 1)).toEqual({ ...entry, seq: at + 1 });
        expect([log.at(0), log.at(log.length + 1)]).toEqual([undefined, undefined]);
        expect(log.answer).toBe(texts.join(''));
      }),
    );
  });

  it('has an end when it has ended, and nothing behind it', () => {
    const log = new AskLog(aHead());
    expect(log.end).toBeUndefined();
    log.append(DONE);
    expect(log.end).toMatchObject(DONE);
    expect(() => log.append(delta('late'))).toThrow('has ended');
    expect(log.length).toBe(2);
  });

  it('tells each watcher of each event, when it is there, until it is unwatched', () => {
    const log = new AskLog(aHead());
    const told: [string, number][] = [];
    const unwatch = log.watch(() => told.push(['one', log.length]));
    log.watch(() => told.push(['two', log.length]));
    log.append(delta('a'));
    unwatch();
    unwatch();
    log.append(delta('b'));
    expect(told).toEqual([
      ['one', 2],
      ['two', 2],
      ['two', 3],
    ]);
  });

  it('may be unwatched by a watcher that is being told', () => {
    const log = new AskLog(aHead());
    let told = 0;
    const unwatch = log.watch(() => {
      told += 1;
      unwatch();
    });
    log.append(delta('a'));
    log.append(delta('b'));
    expect(told).toBe(1);
  });

  it('tells how it ended to who waits for it, before and after', async () => {
    const log = new AskLog(aHead());
    const before = log.untilEnd(neverAborted());
    log.append(delta('a'));
    log.append(DONE);
    expect(await before).toMatchObject(DONE);
    expect(await log.untilEnd(neverAborted())).toMatchObject(DONE);
    expect(await log.untilEnd(AbortSignal.abort())).toMatchObject(DONE);
  });

  it('lets go of who will not wait any longer, with the reason', async () => {
    const log = new AskLog(aHead());
    const waiting = new AbortController();
    const end = log.untilEnd(waiting.signal);
    const reason = new Error('no time left');
    waiting.abort(reason);
    await expect(end).rejects.toBe(reason);
    await expect(log.untilEnd(waiting.signal)).rejects.toBe(reason);
  });

  it('goes on behind what a reader has, unless that is or may be of another run', () => {
    const log = new AskLog(aHead({ replacedEvents: 2 }));
    for (const text of ['a', 'b', 'c']) log.append(delta(text));
    expect([0, 1, 2, 3, 4, 5, 99].map((after) => log.resumeAfter(after))).toEqual([0, 0, 0, 3, 4, 0, 0]);
  });

  it('sends everything to who has events of whatever other run, also when more was told than is known', () => {
    const run = fc.record({
      known: fc.integer({ min: 0, max: 20 }),
      unheard: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1 }), fc.integer({ min: 0, max: 60 }), (runs, words) => {
        let replacedEvents = 0;
        let told = 0;
        for (const { known, unheard } of runs) {
          const log = new AskLog(aHead({ replacedEvents }));
          for (let at = 0; at < known; at += 1) log.append(delta('old'));
          // Who was told more than others know cannot have told them how it ended.
          log.append(unheard > 0 ? lostEnd(log, 0) : DONE);
          told = Math.max(told, log.length + unheard);
          replacedEvents = log.highestNumber;
        }
        const log = new AskLog(aHead({ replacedEvents }));
        for (let at = 0; at < words; at += 1) log.append(delta('new'));
        for (let after = 0; after <= told; after += 1) expect(log.resumeAfter(after)).toBe(0);
      }),
    );
  });

  it('sends everything to everybody once its numbers cannot be trusted, and so do those that replace it', () => {
    const log = new AskLog(aHead());
    for (const text of ['a', 'b', 'c']) log.append(delta(text));
    expect(log.resumeAfter(3)).toBe(3);
    log.distrustNumbers();
    expect([1, 2, 3, 4].map((after) => log.resumeAfter(after))).toEqual([0, 0, 0, 0]);
    expect(log.highestNumber).toBe(UNKNOWN_EVENTS);
  });

  it('knows the highest number that any run has had', () => {
    const [short, long] = [1, 3].map((events) => {
      const log = new AskLog(aHead({ replacedEvents: 2 }));
      for (let at = 1; at < events; at += 1) log.append(delta('a'));
      return log.highestNumber;
    });
    expect([short, long]).toEqual([2, 3]);
  });

  it('estimates what it holds by what was said', () => {
    const [short, long] = [new AskLog(aHead()), new AskLog(aHead())];
    short.append(delta('a'));
    long.append(delta('a'.repeat(100_000)));
    expect(long.bytes - short.bytes).toBeGreaterThan(100_000);
    const before = long.bytes;
    long.append({ type: 'done', data: { ...DONE.data, answer: long.answer } });
    expect(long.bytes - before).toBeGreaterThan(100_000);
  });
});
