import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.js';
import { pause } from './pause.js';

describe('pause', () => {
  it('ends in time, and leaves no listener', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const paused = pause(200, signal, clock);
    clock.advance(200);

    await expect(paused).resolves.toBeUndefined();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends at once, and leaves no timer, when it is aborted', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const paused = pause(200, controller.signal, clock);
    controller.abort(reason);

    await expect(paused).rejects.toBe(reason);
    expect(clock.pending).toEqual([]);
    await expect(pause(200, controller.signal, clock)).rejects.toBe(reason);
  });
});
