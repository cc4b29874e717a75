import { Readable } from 'node:stream';
import type { AskLog } from '../log/ask-log.js';
import { HEARTBEAT, frameOf } from './sse.js';

/** Bytes that wait for a slow reader; everything else waits in the log, which all readers share. */
const BUFFERED = 4 * 1024;

/**
 * The events of an ask for one reader, from any point to the end. Takes from the log only what the reader has
 * room for, so that a slow one neither holds up the ask nor costs memory.
 */
export class AskEventStream extends Readable {
  private unwatch: (() => void) | undefined;
  private wanted = false;
  private silent = true;

  /**
   * @param after number of the last event that the reader has
   * @param onBegun called once, when the first bytes are on their way or nobody is left to read them
   */
  constructor(
    private readonly log: AskLog,
    private after: number,
    private onBegun: () => void = () => {},
  ) {
    super({ highWaterMark: BUFFERED });
  }

  /** Sends a sign of life, unless something was sent since the last call or the reader is slow. */
  beat(): void {
    if (this.silent && this.wanted) this.wanted = this.push(HEARTBEAT, 'latin1');
    this.silent = true;
  }

  override _construct(done: () => void): void {
    this.unwatch = this.log.watch(() => this.wanted && this.pump());
    done();
  }

  override _read(): void {
    this.wanted = true;
    this.pump();
    // The bytes leave in this turn of the event loop.
    setImmediate(() => this.begun());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.unwatch?.();
    this.begun();
    done(error);
  }

  private pump(): void {
    for (let event = this.log.at(this.after + 1); event !== undefined; event = this.log.at(this.after + 1)) {
      if (!this.wanted) return;
      this.after = event.seq;
      this.silent = false;
      this.wanted = this.push(frameOf(event), 'latin1');
    }
    if (this.log.end === undefined) return;
    if (this.after > this.log.length) return this.beginAnew();
    this.wanted = false;
    this.push(null);
  }

  /** The reader has more than the log came to: its process was lost before others knew all of what it told. */
  private beginAnew(): void {
    this.after = 0;
    this.pump();
  }

  private begun(): void {
    const tell = this.onBegun;
    this.onBegun = () => {};
    tell();
  }
}
