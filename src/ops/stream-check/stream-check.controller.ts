import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { contractValidationPipe } from '../../http/validation.js';
import { StreamCheckQuery } from './stream-check-query.dto.js';
import { StreamChecks } from './stream-checks.js';
import { TimedEvent } from './timed-event.dto.js';
import type { TimedStream } from './timed-stream.js';

/** What `npm run stream:check` reads, to see whether something on the way holds events back. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/stream-check')
export class StreamCheckController {
  constructor(private readonly checks: StreamChecks) {}

  @Get()
  @ApiOperation({
    operationId: 'checkStream',
    summary: 'A stream of events that leave at known times, in the form of an answer; four at a time',
  })
  @ApiOkResponse({
    type: TimedEvent,
    description: '`text/event-stream`: `start`, `delta` …, `done`, as of a streamed ask.',
  })
  @ApiProblems('INPUT_INVALID', 'RATE_LIMITED', 'SHUTTING_DOWN')
  open(
    @Query(contractValidationPipe()) query: StreamCheckQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): TimedStream {
    return this.checks.begin(query, request.raw.httpVersion, reply);
  }
}
