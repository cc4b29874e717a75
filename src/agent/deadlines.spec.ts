import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.js';
import { outcomeOf } from '../../test/support/agent-runs.js';
import type { AgentEvent } from './agent-client.js';
import { withDeadlines } from './deadlines.js';

const LIMITS = { firstContentMs: 4000, totalMs: 20_000 };
const NAMED: AgentEvent = { type: 'run', way: 'chat', sessionKey: 'agent:fast:miniask:1' };
const WORD: AgentEvent = { type: 'content', text: 'word' };
const TOOL: AgentEvent = { type: 'tool' };
const END: AgentEvent = { type: 'end', finishReason: 'stop', toolCalls: [], usage: null };

/** A run that tells these events and then, if it has no end, waits until it is aborted. */
function aRun(events: readonly AgentEvent[]) {
  const state: { signal?: AbortSignal; left: boolean } = { left: false };
  async function* run(signal: AbortSignal): AsyncGenerator<AgentEvent> {
    state.signal = signal;
    try {
      yield* events;
      if (events.at(-1)?.type === 'end') return;
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    } finally {
      state.left = true;
    }
  }
  return { run, state };
}

async function advanceWhenWaiting(clock: FakeClock, ms: number): Promise<void> {
  await clock.untilTimer();
  // Lets the run come to where it waits.
  await new Promise(setImmediate);
  clock.advance(ms);
}

describe('withDeadlines', () => {
  it('passes on a run that is in time and leaves no timer and no listener', async () => {
    const clock = new FakeClock();
    const outer = new AbortController().signal;
    const { events, error } = await outcomeOf(
      withDeadlines(aRun([NAMED, WORD, END]).run, LIMITS, outer, clock),
    );

    expect(error).toBeUndefined();
    expect(events).toEqual([NAMED, WORD, END]);
    expect(clock.pending).toEqual([]);
    expect(getEventListeners(outer, 'abort')).toEqual([]);
  });

  it.each([
    ['first_content', [NAMED], LIMITS.firstContentMs],
    ['total', [NAMED, WORD], LIMITS.totalMs],
    ['total', [NAMED, TOOL], LIMITS.totalMs],
  ] as const)('aborts a run that misses its deadline: %s', async (reason, told, deadline) => {
    const clock = new FakeClock();
    const { run, state } = aRun(told);
    const outcome = outcomeOf(withDeadlines(run, LIMITS, new AbortController().signal, clock));
    await advanceWhenWaiting(clock, deadline - 1);
    expect(state.signal?.aborted).toBe(false);
    clock.advance(1);

    const { events, error } = await outcome;
    expect(error).toMatchObject({ code: 'AGENT_TIMEOUT', reason });
    expect(events).toEqual(told);
    expect(state).toMatchObject({ left: true, signal: { aborted: true } });
    expect(clock.pending).toEqual([]);
  });

  it('does not count the time before somebody works on the run', async () => {
    const clock = new FakeClock();
    const { promise: room, resolve: makeRoom } = Promise.withResolvers<void>();
    async function* queued(): AsyncGenerator<AgentEvent> {
      await room;
      yield NAMED;
      yield WORD;
      yield END;
    }
    const outcome = outcomeOf(withDeadlines(queued, LIMITS, new AbortController().signal, clock));
    clock.advance(LIMITS.totalMs);
    makeRoom();

    expect((await outcome).error).toBeUndefined();
  });

  it('counts the time before into the total of a run that goes on, and starts the total once', async () => {
    const clock = new FakeClock();
    const { promise: room, resolve: makeRoom } = Promise.withResolvers<void>();
    const { run } = aRun([NAMED, WORD]);
    async function* queued(signal: AbortSignal): AsyncGenerator<AgentEvent> {
      await room;
      yield* run(signal);
    }
    const limits = { ...LIMITS, waitCounts: true };
    const outcome = outcomeOf(withDeadlines(queued, limits, new AbortController().signal, clock));
    expect(clock.pending).toEqual([LIMITS.totalMs]);
    clock.advance(LIMITS.totalMs - 1);
    makeRoom();
    await new Promise(setImmediate);
    expect(clock.pending).toEqual([LIMITS.totalMs]);
    clock.advance(1);

    expect((await outcome).error).toMatchObject({ reason: 'total' });
    expect(clock.pending).toEqual([]);
  });

  it('gives a gateway that takes over what time is left', async () => {
    const clock = new FakeClock();
    const { run } = aRun([NAMED, { ...NAMED, gateway: 'gateway-2' }]);
    const outcome = outcomeOf(withDeadlines(run, LIMITS, new AbortController().signal, clock));
    await advanceWhenWaiting(clock, LIMITS.firstContentMs);

    expect((await outcome).error).toMatchObject({ reason: 'first_content' });
  });

  it('drops what a run tells after its deadline, should it not heed the abort', async () => {
    const clock = new FakeClock();
    async function* deaf(): AsyncGenerator<AgentEvent> {
      yield NAMED;
      clock.advance(LIMITS.totalMs);
      yield WORD;
      yield END;
    }
    const outcome = await outcomeOf(withDeadlines(deaf, LIMITS, new AbortController().signal, clock));

    expect(outcome).toMatchObject({ events: [NAMED], error: { code: 'AGENT_TIMEOUT' } });
  });

  it("passes on the outer signal's reason", async () => {
    const clock = new FakeClock();
    const outer = new AbortController();
    const { run, state } = aRun([NAMED, WORD]);
    const outcome = outcomeOf(withDeadlines(run, LIMITS, outer.signal, clock));
    await clock.untilTimer();
    const reason = new Error('cancelled');
    outer.abort(reason);

    expect((await outcome).error).toBe(reason);
    expect(state.left).toBe(true);
    expect(clock.pending).toEqual([]);
  });

  it('does not begin a run for an aborted signal', async () => {
    const reason = new Error('cancelled');
    const { run, state } = aRun([END]);
    const { error } = await outcomeOf(withDeadlines(run, LIMITS, AbortSignal.abort(reason), new FakeClock()));

    expect(error).toBe(reason);
    expect(state.signal).toBeUndefined();
  });

  it('ends the run when its events are not wanted any more', async () => {
    const clock = new FakeClock();
    const { run, state } = aRun([NAMED, WORD, END]);
    for await (const event of withDeadlines(run, LIMITS, new AbortController().signal, clock)) {
      expect(event).toEqual(NAMED);
      break;
    }
    expect(state.left).toBe(true);
    expect(clock.pending).toEqual([]);
  });
});
