import { AppError } from '../common/errors/app-error.js';
import type { Clock } from '../common/clock.js';
import type { AgentEvent } from './agent-client.js';

export interface Deadlines {
  /** Milliseconds until the first content; other events do not count, because none proves that a model is at work. */
  readonly firstContentMs: number;
  /** Milliseconds until the end of the run. */
  readonly totalMs: number;
}

/**
 * Runs the agent against the clock, which starts when the first event is asked for. A run that is late
 * is aborted, like one whose `outer` signal aborts or whose events nobody wants any more.
 * @throws AppError `AGENT_TIMEOUT` with reason `first_content` or `total`; the reason of `outer`;
 * whatever the run throws.
 */
export async function* withDeadlines(
  run: (signal: AbortSignal) => AsyncIterable<AgentEvent>,
  { firstContentMs, totalMs }: Deadlines,
  outer: AbortSignal,
  clock: Clock,
): AsyncGenerator<AgentEvent, void, undefined> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const follow = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', follow, { once: true });
  const cancelFirst = clock.after(firstContentMs, () => controller.abort(timeout('first_content')));
  const cancelTotal = clock.after(totalMs, () => controller.abort(timeout('total')));
  try {
    for await (const event of run(signal)) {
      signal.throwIfAborted();
      if (event.type === 'content') cancelFirst();
      yield event;
    }
  } finally {
    cancelFirst();
    cancelTotal();
    outer.removeEventListener('abort', follow);
  }
}

function timeout(reason: 'first_content' | 'total'): AppError {
  return new AppError('AGENT_TIMEOUT', { reason });
}
