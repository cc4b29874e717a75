import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AskCommand } from '../../intents/ask-command.js';
import type { RequestContext } from '../../trace/request-context.js';
import { AsksService } from '../asks.service.js';
import type { AskLog } from '../log/ask-log.js';
import { AskEventStream } from './ask-event-stream.js';
import { Heartbeats } from './heartbeats.js';
import { STREAM_HEADERS } from './sse.js';

/** Answers requests with the events of an ask. */
@Injectable()
export class AskStreams {
  constructor(
    private readonly asks: AsksService,
    private readonly heartbeats: Heartbeats,
  ) {}

  /**
   * Begins or joins an ask; the agent is asked when the first event is on its way.
   * @param after number of the last event that the client has
   * @throws AppError as `AsksService.follow`: a refusal is no stream
   */
  async begin(
    command: AskCommand,
    userId: string,
    context: RequestContext,
    after: number,
    reply: FastifyReply,
  ): Promise<AskEventStream> {
    const { log, run } = await this.asks.follow(command, userId, context);
    return this.stream(new AskEventStream(log, after, run), reply);
  }

  /** Follows an ask that somebody began. @throws AppError `INTERNAL` when it cannot be put on record */
  async resume(log: AskLog, after: number, reply: FastifyReply): Promise<AskEventStream> {
    await this.asks.record(log);
    return this.stream(new AskEventStream(log, after), reply);
  }

  private stream(stream: AskEventStream, reply: FastifyReply): AskEventStream {
    this.heartbeats.keepAlive(stream);
    void reply.headers(STREAM_HEADERS);
    return stream;
  }
}
