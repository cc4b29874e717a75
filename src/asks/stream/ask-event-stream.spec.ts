import { once } from 'node:events';
import { text as textOf } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DONE, aHead } from '../../../test/contract/ask-logs.contract.js';
import { anAskView } from '../../../test/support/an-ask-view.js';
import { anyText } from '../../../test/support/any-text.js';
import { StreamClient, taken } from '../../../test/support/stream-client.js';
import type { AskEnd } from '../log/ask-event.js';
import { AskLog } from '../log/ask-log.js';
import { lostEnd } from '../log/lost-end.js';
import { AskEventStream } from './ask-event-stream.js';
import { HEARTBEAT, frameOf } from './sse.js';

/** What waits for a slow reader at most, beside one event. */
const BUFFERED = 4096;

/** Knows how many watch it. */
class WatchedLog extends AskLog {
  readonly watching = new Set<object>();

  override watch(tell: () => void): () => void {
    const watcher = {};
    this.watching.add(watcher);
    const unwatch = super.watch(tell);
    return () => {
      this.watching.delete(watcher);
      unwatch();
    };
  }

  say(...texts: readonly string[]): void {
    for (const text of texts) this.append({ type: 'delta', data: { text } });
  }

  /** What a client gets that reads all of it. */
  get wire(): string {
    return this.frames.join('');
  }

  get frames(): string[] {
    return Array.from({ length: this.length }, (_, at) => this.at(at + 1)).flatMap((event) =>
      event === undefined ? [] : [frameOf(event)],
    );
  }
}

type Step =
  | { readonly kind: 'say'; readonly texts: readonly string[] }
  | { readonly kind: 'read'; readonly bytes?: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'beat' }
  | { readonly kind: 'turn' };

/** Everything that may happen between an ask and who reads it. */
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('say'), texts: fc.array(anyText(), { maxLength: 30 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('read'), bytes: fc.integer({ min: 1, max: BUFFERED }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('read') }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('cut'), at: fc.nat(BUFFERED) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('beat') }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('turn') }) },
  ),
  { maxLength: 60, size: 'max' },
);

const ends: fc.Arbitrary<(answer: string) => AskEnd> = fc.constantFrom(
  (answer) => ({ type: 'done', data: anAskView({ answer }) }),
  (answer) => {
    const error = {
      type: 't',
      title: 't',
      status: 502,
      code: 'AGENT_ERROR',
      detail: 'd',
      traceId: 't-1',
    } as const;
    return { type: 'error', data: { ...anAskView({ answer, status: 'failed' }), error } };
  },
);

async function take(step: Step, log: WatchedLog, client: StreamClient): Promise<void> {
  if (step.kind === 'say') log.say(...step.texts);
  else if (step.kind === 'read') client.read(step.bytes);
  else if (step.kind === 'cut') client.cut(step.at);
  else if (step.kind === 'beat') client.stream.beat();
  else await turn();
}

describe('AskEventStream', () => {
  it('gives every event once and in order, to whoever reads at whatever pace and loses it at whatever byte', async () => {
    await fc.assert(
      fc.asyncProperty(steps, ends, steps, async (before, end, after) => {
        const log = new WatchedLog(aHead());
        const client = new StreamClient(log);
        for (const step of before) await take(step, log, client);
        log.append(end(log.answer));
        for (const step of after) if (step.kind !== 'say') await take(step, log, client);
        if (client.stream.destroyed) client.cut(0);
        await client.rest();

        const frames = client.events.map(({ id, event, data }) => [id, event, data]);
        const expected = Array.from({ length: log.length }, (_, at) => log.at(at + 1)).map((event) => [
          event?.seq,
          event?.type,
          event?.type === 'error' ? event.data.error : event?.data,
        ]);
        expect(frames).toEqual(expected);
        const answer = client.events.map(({ data }) => Object(data).text ?? '').join('');
        expect(answer).toBe(log.answer);
        await turn();
        expect(log.watching.size).toBe(0);
        expect(client.begun.every((times) => times === 1)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('begins anew for a reader who was told more than the log came to', async () => {
    const log = new WatchedLog(aHead());
    const stream = new AskEventStream(log, 11);
    log.say('a', 'b');
    stream.read(0);
    await turn();
    expect(stream.readableLength).toBe(0);
    log.append(lostEnd(log, 0));
    expect(await textOf(stream)).toBe(log.wire);
  });

  it('keeps little for a slow reader, whatever the log has', async () => {
    const log = new WatchedLog(aHead());
    const stream = new AskEventStream(log, 0);
    stream.read(0);
    await turn();
    const longest = 2048;
    for (let said = 0; said < 4000; said += 1) {
      log.say('x'.repeat(1000));
      stream.beat();
      if (said % 100 === 0) taken(stream, 100);
      expect(stream.readableLength).toBeLessThan(BUFFERED + longest);
    }
    log.append(DONE);
    const read = 40 * 100;
    expect((await textOf(stream)).length).toBe(log.wire.length - read);
  });

  it('takes no more of a log that is long already than its reader has room for', async () => {
    const log = new WatchedLog(aHead());
    const longest = 2048;
    for (let said = 0; said < 100; said += 1) log.say('x'.repeat(1000));
    const stream = new AskEventStream(log, 0);
    stream.read(0);
    await turn();
    expect(stream.readableLength).toBeGreaterThan(0);
    expect(stream.readableLength).toBeLessThan(BUFFERED + longest);
    log.append(DONE);
    expect(await textOf(stream)).toBe(log.wire);
  });

  it('sends what happens in the turn in which it happens', async () => {
    const log = new WatchedLog(aHead());
    const stream = new AskEventStream(log, 0);
    const chunks: string[] = [];
    stream.on('data', (bytes) => chunks.push(String(bytes)));
    await turn();
    log.say('Hello');
    expect(chunks).toEqual(log.frames);
    stream.destroy();
  });

  it('beats between events, only when nothing was sent and the reader keeps up', async () => {
    const log = new WatchedLog(aHead());
    const stream = new AskEventStream(log, 0);
    const chunks: string[] = [];
    stream.on('data', (bytes) => chunks.push(String(bytes)));
    await turn();
    stream.beat();
    expect(chunks).toEqual(log.frames);
    stream.beat();
    stream.beat();
    expect(chunks.slice(1)).toEqual([HEARTBEAT, HEARTBEAT]);
    log.say('Hello');
    stream.beat();
    expect(chunks.slice(3)).toEqual(log.frames.slice(1));

    stream.pause();
    log.say('x'.repeat(2 * BUFFERED));
    const waiting = stream.readableLength;
    for (let beats = 0; beats < 3; beats += 1) stream.beat();
    expect(stream.readableLength).toBe(waiting);
    stream.resume();
    log.append(DONE);
    await once(stream, 'close');
    stream.beat();
    expect(chunks.join('').replaceAll(HEARTBEAT, '')).toBe(log.wire);
  });

  it('goes on from any event, and has nothing behind the last', async () => {
    const log = new WatchedLog(aHead());
    log.say('one', 'two', 'three');
    log.append(DONE);
    const rests = log.frames.map((_, after) => log.frames.slice(after).join(''));
    for (const [after, rest] of [...rests, ''].entries()) {
      expect(await textOf(new AskEventStream(log, after))).toBe(rest);
    }
    expect(log.watching.size).toBe(0);
  });

  it('closes when the ask ends, also for who has seen everything', async () => {
    const log = new WatchedLog(aHead());
    const stream = new AskEventStream(log, 0).resume();
    const ahead = new AskEventStream(log, 99).resume();
    await turn();
    const closed = Promise.all([once(stream, 'close'), once(ahead, 'close')]);
    log.append(DONE);
    await closed;
    expect([stream.readableEnded, ahead.readableEnded]).toEqual([true, true]);
    expect(log.watching.size).toBe(0);
  });

  it('lets go of the log when its reader has gone', async () => {
    const log = new WatchedLog(aHead());
    const stream = new AskEventStream(log, 0).resume();
    await turn();
    expect(log.watching.size).toBe(1);
    stream.destroy();
    await once(stream, 'close');
    expect(log.watching.size).toBe(0);
    log.say('nobody hears this');
  });

  it('says once that it has begun, when the first event is there to be read', async () => {
    const log = new WatchedLog(aHead());
    const had: string[] = [];
    const chunks: string[] = [];
    const stream = new AskEventStream(log, 0, () => had.push(chunks.join('')));
    stream.on('data', (bytes) => chunks.push(String(bytes)));
    while (had.length === 0) await turn();
    expect(had).toEqual(log.frames);
    log.say('more');
    await turn();
    stream.destroy();
    await once(stream, 'close');
    expect(had).toHaveLength(1);
  });

  it('says that it has begun also when nobody was there to read it', async () => {
    let begun = 0;
    const stream = new AskEventStream(new WatchedLog(aHead()), 0, () => (begun += 1));
    stream.destroy();
    await once(stream, 'close');
    expect(begun).toBe(1);
  });
});
