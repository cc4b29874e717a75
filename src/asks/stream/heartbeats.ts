import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type CancelTimer, Clock } from '../../common/clock.js';

/** Milliseconds; the contract promises a sign of life every 10 s. */
const BEAT_MS = 4_000;

/** A stream of events that somebody reads. */
export interface LiveStream extends Readable {
  /** Sends a sign of life, unless something was sent since the last call or the reader is slow. */
  beat(): void;
}

/** Keeps streams alive through proxies that close what is silent; one timer for all of them. */
@Injectable()
export class Heartbeats {
  private readonly streams = new Set<LiveStream>();
  private cancelTimer: CancelTimer | undefined;

  constructor(private readonly clock: Clock) {}

  /** How many streams are open. */
  get open(): number {
    return this.streams.size;
  }

  /** Until the stream closes, by itself or because its reader has gone. */
  keepAlive(stream: LiveStream): void {
    this.streams.add(stream);
    stream.once('close', () => this.streams.delete(stream));
    this.cancelTimer ??= this.clock.after(BEAT_MS, () => this.beat());
  }

  private beat(): void {
    for (const stream of this.streams) stream.beat();
    this.cancelTimer = this.streams.size === 0 ? undefined : this.clock.after(BEAT_MS, () => this.beat());
  }
}
