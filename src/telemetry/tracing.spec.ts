import { describe, expect, it } from 'vitest';
import { AppError } from '../common/errors/app-error.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { openTracing } from './open-tracing.js';
import { NO_SPAN } from './span.js';
import { NO_TRACING, activeSpan } from './tracing.js';

describe('tracing nothing', () => {
  it('is what there is without options', async () => {
    expect(await openTracing(undefined, new FakeClock())).toBe(NO_TRACING);
  });

  it('only does the work', async () => {
    const told = await NO_TRACING.span('step', (span) => {
      expect(span).toBe(NO_SPAN);
      expect(activeSpan.getStore()).toBeUndefined();
      span.set({ 'miniask.a': 1 });
      span.event('miniask.b');
      span.fail({ code: 'INTERNAL' });
      return 'done';
    });
    expect(told).toBe('done');
    expect(NO_TRACING.current).toBe(NO_SPAN);
    expect(NO_TRACING.headersOf(NO_TRACING.begin('step'))).toEqual({});
    await NO_TRACING.close(1000);
  });

  it('throws what the work throws', async () => {
    const failure = new AppError('AGENT_ERROR');
    const failing = NO_TRACING.span('step', () => {
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
  });
});
