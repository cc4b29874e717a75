import { once } from 'node:events';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Heartbeats } from '../../asks/stream/heartbeats.js';
import { STREAM_HEADERS } from '../../asks/stream/sse.js';
import { Clock } from '../../common/clock.js';
import { Draining } from '../../common/draining.js';
import { AppError } from '../../common/errors/app-error.js';
import type { StreamCheckQuery } from './stream-check-query.dto.js';
import { TimedStream } from './timed-stream.js';

/** A check is somebody at a terminal; more at a time would be a mistake. */
const MAX_RUNNING = 4;

/** Streams whose timing is known, with the headers of real ones. */
@Injectable()
export class StreamChecks implements BeforeApplicationShutdown {
  private readonly running = new Map<TimedStream, FastifyReply>();

  constructor(
    private readonly clock: Clock,
    private readonly heartbeats: Heartbeats,
    private readonly draining: Draining,
  ) {}

  /** @throws AppError `RATE_LIMITED` while four others run, `SHUTTING_DOWN` */
  begin(plan: StreamCheckQuery, httpVersion: string, reply: FastifyReply): TimedStream {
    this.draining.refuseIfBegun();
    if (this.running.size >= MAX_RUNNING) throw new AppError('RATE_LIMITED', { retryAfterS: 10 });
    const stream = new TimedStream(plan, httpVersion, this.clock);
    this.running.set(stream, reply);
    reply.raw.once('close', () => this.running.delete(stream));
    this.heartbeats.keepAlive(stream);
    void reply.headers(STREAM_HEADERS);
    return stream;
  }

  /** No check keeps the server from stopping: whoever reads one sees it end too early. */
  async beforeApplicationShutdown(): Promise<void> {
    // Not the streams, but what carries them: a connection that is still busy when the server closes stays open.
    const closed = [...this.running.values()].map(({ raw }) => once(raw, 'close'));
    for (const stream of this.running.keys()) stream.cutShort();
    await Promise.all(closed);
  }
}
