import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { streamCheck } from '../../src/cli/stream-check.js';
import { FakeClock } from '../support/fake-clock.js';
import { type Meddling, MeddlingProxy } from '../support/meddling-proxy.js';
import { RunningApp } from '../support/running-app.js';

let clock: FakeClock;
let server: RunningApp;
let operator: string;
const stops: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  clock = new FakeClock();
  server = await RunningApp.start({ clock });
  stops.push(() => server.stop());
  operator = server.token('op', true);
});
afterEach(async () => {
  for (const end of stops.splice(0).toReversed()) await end();
});

/** Lets the time pass that the server waits for next. */
async function pass(ms: number): Promise<void> {
  await clock.untilTimer((pending) => pending === ms);
  clock.advance(ms);
}

describe('npm run stream:check', () => {
  /** Runs the command through a proxy, in a time that passes when both sides have seen what there is to see. */
  async function check(meddling: Meddling, args: readonly string[] = []) {
    const proxy = await MeddlingProxy.start(server.url, meddling);
    stops.push(() => proxy.stop());
    const lines: string[] = [];
    const told = (): number => lines.filter((line) => /: (event|heartbeat)/.test(line)).length;
    const over = new AbortController();
    const settled = async (seen: number): Promise<void> => {
      while (!over.signal.aborted && !(proxy.counts.seen >= seen && told() >= proxy.counts.passed)) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const run = streamCheck(
      [proxy.url, '--token', operator, '--verbose', ...args],
      {},
      (line) => lines.push(line),
      clock,
    ).finally(() => over.abort());
    const time = async (): Promise<void> => {
      for (let event = 1; event <= 20 && !over.signal.aborted; event += 1) {
        await settled(event);
        if (!over.signal.aborted) await pass(100);
      }
      await settled(21);
      clock.advance(6000);
      await settled(22);
      clock.advance(3000);
    };
    const [exitCode] = await Promise.all([run, Promise.race([run, time()])]);
    return { exitCode, lines: lines.filter((line) => !line.startsWith(' ')) };
  }

  it('is content with a proxy that passes everything on', async () => {
    const { exitCode, lines } = await check({ kind: 'none' });
    expect(lines).toEqual([
      'ok    reachable: answers /v1/ops/stream-check',
      'ok    headers: HTTP/1.1, as the contract has them',
      'ok    events: 22, in order, ASCII and whole',
      'ok    pace: first byte after 0 ms, first delta after 100 ms, gaps 100/100/100 ms (min/median/max); sent 100 ms apart',
      'ok    buffering: none; the slowest event took 0 ms longer than the fastest',
      'ok    heartbeats: 1 in 9.0 s of silence',
      'ok    reachable: answers /v1/mini/ask',
      'ok    headers: HTTP/1.1, as the contract has them',
      expect.stringMatching(/^ok {4}events: \d+, in order, ASCII and whole$/),
      expect.stringMatching(/^ok {4}ask: \d+ events, /),
      expect.stringMatching(/: 10 ok, 0 warnings, 0 failures$/),
    ]);
    expect(exitCode).toBe(0);
  });

  it.each<[string, Meddling, RegExp]>([
    [
      'collects the whole',
      { kind: 'whole' },
      /buffering: everything comes at once at the end, held back up to 11\.0 s\. Turn/,
    ],
    [
      'fills a buffer of 4 KB',
      { kind: 'blocks', bytes: 4096 },
      /buffering: events come in \d blocks of up to 4096 bytes, held back up to \d+\.\d s\. Turn/,
    ],
    [
      'fills a buffer of 1 KB',
      { kind: 'blocks', bytes: 1024 },
      /buffering: events come in \d+ blocks of up to \d{4} bytes, held back up to \d/,
    ],
    ['compresses', { kind: 'gzip' }, /headers: compressed \(Content-Encoding: gzip\)/],
    ['drops comments', { kind: 'no-comments' }, /heartbeats: none in 9\.0 s of silence/],
    ['writes the characters out', { kind: 'unescape' }, /events: there are bytes that are not ASCII/],
  ])('fails when a proxy %s', async (_, meddling, line) => {
    const { exitCode, lines } = await check(meddling, ['--no-ask']);
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^fail  ${line.source}`)));
    expect(exitCode).toBe(1);
  });
});
