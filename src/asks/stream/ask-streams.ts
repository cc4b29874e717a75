import { once } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import type { AskCommand } from '../../intents/ask-command.js';
import type { RequestContext } from '../../trace/request-context.js';
import { AsksService } from '../asks.service.js';
import type { AskLog } from '../log/ask-log.js';
import { AskEventStream } from './ask-event-stream.js';
import { Heartbeats } from './heartbeats.js';
import { STREAM_HEADERS } from './sse.js';

/** Milliseconds that readers get for the last events when the server stops. */
const LAST_EVENTS_MS = 5000;

/** Answers requests with the events of an ask. */
@Injectable()
export class AskStreams {
  /** What carries the streams that are open. */
  private readonly open = new Set<FastifyReply['raw']>();
  private closing = false;

  constructor(
    private readonly asks: AsksService,
    private readonly heartbeats: Heartbeats,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins or joins an ask; the agent is asked when the first event is on its way.
   * @param after number of the last event that the client has of an ask that goes on; one that begins has none yet
   * @throws AppError as `AsksService.follow`, and `SHUTTING_DOWN`: a refusal is no stream
   */
  async begin(
    command: AskCommand,
    userId: string,
    context: RequestContext,
    after: number,
    reply: FastifyReply,
  ): Promise<AskEventStream> {
    const { log, run, ask } = await this.asks.follow(command, userId, context);
    return this.stream(log, ask === undefined ? after : 0, reply, run);
  }

  /**
   * Follows an ask that somebody began.
   * @throws AppError `INTERNAL` when it cannot be put on record, `SHUTTING_DOWN`
   */
  async resume(log: AskLog, after: number, reply: FastifyReply): Promise<AskEventStream> {
    await this.asks.record(log);
    return this.stream(log, after, reply);
  }

  /**
   * To be called when no ask runs here any more. Resolves when every reader has the last event, and cuts off
   * those who are too slow for that or follow an ask that runs elsewhere: a connection that still carries a
   * stream when the server closes would keep it from closing.
   */
  async close(): Promise<void> {
    this.closing = true;
    const closed = [...this.open].map((response) => once(response, 'close'));
    const cancelTimer = this.clock.after(LAST_EVENTS_MS, () => {
      for (const response of this.open) response.destroy();
    });
    await Promise.all(closed);
    cancelTimer();
  }

  private stream(log: AskLog, after: number, reply: FastifyReply, onBegun?: () => void): AskEventStream {
    if (this.closing) throw new AppError('SHUTTING_DOWN', { retryAfterS: 5 });
    const stream = new AskEventStream(log, log.resumeAfter(after), onBegun);
    this.heartbeats.keepAlive(stream);
    this.keepTrack(reply.raw);
    void reply.headers(STREAM_HEADERS);
    return stream;
  }

  private keepTrack(response: FastifyReply['raw']): void {
    if (response.destroyed) return;
    this.open.add(response);
    response.once('close', () => this.open.delete(response));
  }
}
