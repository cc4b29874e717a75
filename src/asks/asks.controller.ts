import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser } from '../auth/current-user.decorator.js';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { ApiProblems, BODY_PROBLEMS } from '../http/api-problems.decorator.js';
import { requestContext } from '../trace/request-context.js';
import { AskAnswer } from '../intents/ask-answer.dto.js';
import { AskBodyPipe } from '../intents/ask-body.pipe.js';
import type { AskCommand } from '../intents/ask-command.js';
import { RateLimitCallsPerUser, RateLimitPerUser } from '../limits/rate-limit.decorators.js';
import { AllowedProfileGuard } from '../profiles/allowed-profile.guard.js';
import { AskRoutingGuard } from './ask-routing.guard.js';
import { KnownAskGuard } from './known-ask.guard.js';
import { TRACED_ROUTE } from './refusal-trace.hook.js';
import { TraceInterceptor } from '../trace/trace.interceptor.js';
import type { AskView } from './log/ask-view.js';
import { AsksService } from './asks.service.js';
import type { AskEventStream } from './stream/ask-event-stream.js';
import { AskStreams } from './stream/ask-streams.js';
import { eventNumber } from './stream/event-number.js';
import { wantsEvents } from './stream/wants-events.js';

/** The number of the last event that the client has; only those behind it are sent. */
const LastEventId = (): MethodDecorator =>
  ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    schema: { type: 'integer', minimum: 0 },
    description:
      'Number of the last event that you have, for a stream that goes on behind it. A `start` begins the answer anew.',
  });

/** What a Mini Program asks with. */
@ApiTags('Mini Program')
@ApiBearerAuth()
@Controller('v1/mini')
export class AsksController {
  constructor(
    private readonly asks: AsksService,
    private readonly streams: AskStreams,
  ) {}

  @Post('ask')
  @ApiOperation({
    operationId: 'ask',
    summary: 'Ask: an intent and its input in, an answer to render out',
    description:
      'With `stream: true` the answer is `text/event-stream`: `start`, then a `delta` for each piece of the answer, then `done` with ' +
      'the body of a 200 or `error` with the body of a problem.',
  })
  @LastEventId()
  @ApiProblems(
    ...BODY_PROBLEMS,
    'INTENT_UNKNOWN',
    'UNAUTHENTICATED',
    'TOKEN_EXPIRED',
    'USER_MISMATCH',
    'PROFILE_NOT_ALLOWED',
    'INTENT_DISABLED',
    'TRACE_ID_CONFLICT',
    'CONTENT_REJECTED',
    'RATE_LIMITED',
    'QUOTA_EXCEEDED',
    'AGENT_ERROR',
    'OUTPUT_INVALID',
    'WECHAT_ERROR',
    'AGENT_UNAVAILABLE',
    'AGENT_OVERLOADED',
    'SHUTTING_DOWN',
    'AGENT_TIMEOUT',
  )
  @HttpCode(HttpStatus.OK)
  @RouteConfig(TRACED_ROUTE)
  @UseGuards(AllowedProfileGuard)
  @RateLimitPerUser()
  // Decorators apply from below: what these find out, the limit and the refusal go by.
  @UseGuards(AskRoutingGuard, KnownAskGuard)
  @UseInterceptors(TraceInterceptor)
  async ask(
    @Body(AskBodyPipe) command: AskCommand,
    @CurrentUser() user: AuthenticatedUser,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('last-event-id') lastEventId: string | undefined,
  ): Promise<AskView | AskEventStream> {
    const context = requestContext(request);
    if (command.stream) {
      const after = eventNumber(lastEventId, '/Last-Event-ID');
      return this.streams.begin(command, user.userId, context, after, reply);
    }
    const view = await this.asks.ask(command, user.userId, context);
    reply.status(view.status === 'running' ? HttpStatus.ACCEPTED : HttpStatus.OK);
    return view;
  }

  @Get('asks/:traceId')
  @ApiOperation({
    operationId: 'getAsk',
    summary: 'An ask of yours as it stands, for ten minutes after its end; as an event stream, its events',
  })
  @ApiProduces('application/json', 'text/event-stream')
  @LastEventId()
  @ApiQuery({
    name: 'after',
    required: false,
    schema: { type: 'integer', minimum: 0 },
    description: 'As Last-Event-ID, before which it counts.',
  })
  @ApiOkResponse({ type: AskAnswer })
  @ApiProblems('INPUT_INVALID', 'UNAUTHENTICATED', 'TOKEN_EXPIRED', 'NOT_FOUND', 'RATE_LIMITED')
  @RateLimitCallsPerUser()
  @UseInterceptors(TraceInterceptor)
  async find(
    @Param('traceId') traceId: string,
    @CurrentUser() user: AuthenticatedUser,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query('after') after: unknown,
  ): Promise<AskView | AskEventStream> {
    const log = await this.asks.find(user.userId, traceId);
    if (!wantsEvents(request.headers.accept)) return this.asks.show(log, requestContext(request));
    const seen =
      after === undefined ? eventNumber(lastEventId, '/Last-Event-ID') : eventNumber(after, '/after');
    return this.streams.resume(log, seen, reply);
  }

  @Delete('asks/:traceId')
  @ApiOperation({ operationId: 'cancelAsk', summary: 'Cancel an ask of yours; harmless when it has ended' })
  @ApiOkResponse({ type: AskAnswer })
  @ApiProblems('UNAUTHENTICATED', 'TOKEN_EXPIRED', 'NOT_FOUND', 'RATE_LIMITED')
  @RateLimitCallsPerUser()
  cancel(@Param('traceId') traceId: string, @CurrentUser() user: AuthenticatedUser): Promise<AskView> {
    return this.asks.cancel(user.userId, traceId);
  }
}
