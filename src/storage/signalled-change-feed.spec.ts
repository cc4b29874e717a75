import { Logger } from '@nestjs/common';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.js';
import { openDatabase } from './database.js';
import type { SignalListener, Signals } from './dialects/engine.js';
import { openSqlite } from './dialects/sqlite.js';
import { SignalledChangeFeed } from './signalled-change-feed.js';

const CALL_EVERY_MS = 5000;
const ECHO_MS = 3000;

/** A database whose words the test may hold back. */
class HandSignals implements Signals {
  readonly listeners = new Set<SignalListener>();
  isDown = false;
  /** It takes LISTEN and passes nothing on, as a pooler that gives the connection to somebody else. */
  isSwallowed = false;

  tell(text: string): CompiledQuery {
    this.say(text);
    return CompiledQuery.raw('select 1');
  }

  async listen(listener: SignalListener): Promise<() => Promise<void>> {
    if (this.isDown) throw new Error('ECONNREFUSED');
    this.listeners.add(listener);
    return async () => void this.listeners.delete(listener);
  }

  say(text: string): void {
    if (this.isSwallowed) return;
    for (const listener of this.listeners) listener.heard(text);
  }

  hangUp(): void {
    for (const listener of this.listeners) listener.lost(new Error('ECONNRESET'));
  }
}

describe('SignalledChangeFeed', () => {
  let lines: string[];

  beforeEach(() => {
    lines = [];
    Logger.overrideLogger({
      log: () => lines.push('log'),
      warn: () => lines.push('warn'),
      error: () => lines.push('error'),
    });
  });
  afterEach(() => Logger.overrideLogger(['log', 'warn', 'error']));

  async function followed(signals = new HandSignals()) {
    const clock = new FakeClock();
    const database = await openDatabase({ ...openSqlite('sqlite::memory:'), signals });
    const feed = new SignalledChangeFeed(database, (listener) => signals.listen(listener), clock);
    let hints = 0;
    const stop = feed.follow('prod', () => {
      hints += 1;
    });
    onTestFinished(stop);
    /** Waits for that timer, and lets it fire. */
    const pass = async (ms: number): Promise<void> => {
      await clock.untilTimer((pending) => pending === ms);
      clock.advance(ms);
    };
    /** Until an echo was heard. */
    const untilLive = () => clock.untilTimer((ms) => ms === CALL_EVERY_MS);
    return { signals, clock, stop, pass, untilLive, hints: () => hints };
  }

  it('hints when it has begun, and at every change of its environment alone', async () => {
    const { signals, untilLive, hints } = await followed();
    expect(hints()).toBe(0);
    await untilLive();
    expect(hints()).toBe(1);
    signals.say('prod');
    signals.say('dev');
    signals.say('echo of somebody else');
    expect(hints()).toBe(2);
    expect(lines).toEqual([]);
  });

  it('says that it is lost, and listens again, and says that it may have missed something', async () => {
    const { signals, clock, pass, untilLive, hints } = await followed();
    await untilLive();
    signals.isDown = true;
    signals.hangUp();
    for (const pauseMs of [250, 500]) await pass(pauseMs);
    await clock.untilTimer((ms) => ms === 1000);
    signals.isDown = false;
    clock.advance(1000);
    expect(hints()).toBe(1);
    await untilLive();
    expect(hints()).toBe(2);
    expect(lines).toEqual(['warn', 'log']);
  });

  it('never lets more than half a minute pass before it tries again', async () => {
    const signals = new HandSignals();
    signals.isDown = true;
    const { pass } = await followed(signals);
    for (const pauseMs of [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) await pass(pauseMs);
    expect(lines).toEqual(['warn']);
  });

  it('says that it is lost where LISTEN is taken and nothing is passed on', async () => {
    const signals = new HandSignals();
    signals.isSwallowed = true;
    const { pass, untilLive, hints } = await followed(signals);
    await pass(ECHO_MS);
    await pass(250);
    await pass(ECHO_MS);
    expect(lines).toEqual(['warn']);
    expect(hints()).toBe(0);
    signals.isSwallowed = false;
    await pass(500);
    await untilLive();
    expect(hints()).toBe(1);
    expect(lines).toEqual(['warn', 'log']);
  });

  it('notices a connection that has died without a word', async () => {
    const { signals, clock, pass, untilLive, hints } = await followed();
    await untilLive();
    await pass(CALL_EVERY_MS);
    await untilLive();
    expect(hints()).toBe(1);
    signals.isSwallowed = true;
    await pass(CALL_EVERY_MS);
    await pass(ECHO_MS);
    await clock.untilTimer((ms) => ms === 250);
    expect(signals.listeners.size).toBe(0);
    expect(lines).toEqual(['warn']);
  });

  it('leaves no connection and no timer when it is stopped, whatever it was doing', async () => {
    const live = await followed();
    await live.untilLive();
    const swallowed = new HandSignals();
    swallowed.isSwallowed = true;
    const calling = await followed(swallowed);
    await calling.clock.untilTimer((ms) => ms === ECHO_MS);
    const down = new HandSignals();
    down.isDown = true;
    const trying = await followed(down);
    await trying.clock.untilTimer((ms) => ms === 250);
    for (const { stop, signals, clock } of [live, calling, trying]) {
      await stop();
      expect(signals.listeners.size).toBe(0);
      expect(clock.pending).toEqual([]);
    }
    expect(lines).toEqual(['warn']);
  });
});
