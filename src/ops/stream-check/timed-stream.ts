import { Readable } from 'node:stream';
import { HEARTBEAT, frame } from '../../asks/stream/sse.js';
import type { CancelTimer, Clock } from '../../common/clock.js';
import type { StreamCheckQuery } from './stream-check-query.dto.js';

/**
 * What one event says: as long as a sentence of a real answer. Small enough that a buffer of 1 KB shows, large
 * enough that twenty fill one of 4 KB.
 */
const SENTENCE = '检查流式输出是否被中途缓冲，每个事件都应当立即到达。';

/**
 * Events that leave at known times, each telling when: `sentAtMs` counts from the first one, by a clock that
 * never goes back. They are framed as those of an ask, and their deltas are the `answer` of `done`.
 */
export class TimedStream extends Readable {
  private seq = 0;
  private answer = '';
  private begunAt: number | undefined;
  private cancelTimer: CancelTimer | undefined;
  private silent = true;

  /** @param httpVersion by which the request came here, such as `1.1`: the last hop's, whatever the client's was */
  constructor(
    private readonly plan: StreamCheckQuery,
    private readonly httpVersion: string,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Sends a sign of life, unless something was sent since the last call. */
  beat(): void {
    if (this.silent && this.begunAt !== undefined) this.push(HEARTBEAT, 'latin1');
    this.silent = true;
  }

  /** Ends it without its last event. */
  cutShort(): void {
    this.cancelTimer?.();
    this.push(null);
  }

  /** All of it fits into the memory of a slow reader's share: once begun, the clock alone decides. */
  override _read(): void {
    if (this.begunAt !== undefined) return;
    this.begunAt = this.clock.monotonic();
    const { events, gapMs, quietMs } = this.plan;
    this.tell('start', { events, gapMs, quietMs, httpVersion: this.httpVersion });
    this.wait(gapMs, () => this.next(1));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.cancelTimer?.();
    done(error);
  }

  private next(number: number): void {
    const { events, gapMs, quietMs } = this.plan;
    const text = `${number}. ${SENTENCE}`;
    this.answer += text;
    this.tell('delta', { text });
    if (number < events) this.wait(gapMs, () => this.next(number + 1));
    else this.wait(Math.max(gapMs, quietMs), () => this.finish());
  }

  private finish(): void {
    this.tell('done', { answer: this.answer });
    this.push(null);
  }

  private tell(type: 'start' | 'delta' | 'done', data: object): void {
    this.seq += 1;
    this.silent = false;
    const sentAtMs = Math.round((this.clock.monotonic() - (this.begunAt ?? 0)) * 10) / 10;
    this.push(frame(this.seq, type, { ...data, sentAtMs }), 'latin1');
  }

  private wait(ms: number, run: () => void): void {
    this.cancelTimer = this.clock.after(ms, run);
  }
}
