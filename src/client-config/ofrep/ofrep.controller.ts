import { Body, Controller, Headers, HttpCode, HttpStatus, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { AppError } from '../../common/errors/app-error.js';
import type { Snapshot } from '../../config/snapshot.js';
import { Flags } from '../../flags/flags.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/api-problems.decorator.js';
import { RateLimitCallsPerUser } from '../../limits/rate-limit.decorators.js';
import { requestContext } from '../../trace/request-context.js';
import type { FlagEvaluation } from '../../trace/trace-record.js';
import { entityTag, isKnown } from '../entity-tag.js';
import { ofrepContext } from './ofrep-context.js';
import { OFREP_ROUTE, UNEVALUATED, evaluationFailed } from './ofrep-problem.js';
import { OfrepEvaluation, OfrepEvaluations, OfrepFailure, OfrepRequest } from './ofrep.dto.js';

const EXAMPLE = { context: { appVersion: '1.4.0' } };

/** Flags for clients that speak the OpenFeature Remote Evaluation Protocol. */
@ApiTags('Mini Program')
@ApiBearerAuth()
@ApiExtraModels(OfrepEvaluation, OfrepFailure)
@Controller('ofrep/v1/evaluate/flags')
export class OfrepController {
  constructor(private readonly flags: Flags) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'evaluateFlags',
    summary: "The values of a client's flags for this user (OFREP)",
  })
  @ApiBody({ type: OfrepRequest, examples: { version: { value: EXAMPLE } } })
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    schema: { type: 'string' },
    description: 'The `ETag` that you have: where nothing has changed since, the answer is 304.',
  })
  @ApiOkResponse({ type: OfrepEvaluations })
  @ApiResponse({ status: HttpStatus.NOT_MODIFIED, description: 'Nothing has changed.' })
  @ApiProblems(...BODY_PROBLEMS, 'UNAUTHENTICATED', 'TOKEN_EXPIRED', 'USER_MISMATCH', 'RATE_LIMITED')
  @RouteConfig(OFREP_ROUTE)
  @RateLimitCallsPerUser()
  async all(
    @Body() body: unknown,
    @CurrentUser() { userId }: AuthenticatedUser,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
  ): Promise<OfrepEvaluations | undefined> {
    const { snapshot } = requestContext(request);
    const context = ofrepContext(body, userId);
    const found = await this.flags.ofClient(snapshot, { userId, context });
    const answer = { flags: found.map((one) => answerOf(snapshot, one)) };
    const tag = entityTag(answer);
    void reply.headers({ etag: tag, 'cache-control': 'private, no-cache', vary: 'authorization' });
    if (!isKnown(tag, ifNoneMatch)) return answer;
    void reply.status(HttpStatus.NOT_MODIFIED);
    return undefined;
  }

  @Post(':key')
  @ApiParam({
    name: 'key',
    description: 'The key of a flag that is for clients.',
    example: 'feedback_buttons',
  })
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'evaluateFlag', summary: "The value of one of a client's flags (OFREP)" })
  @ApiBody({ type: OfrepRequest, examples: { version: { value: EXAMPLE } } })
  @ApiOkResponse({ type: OfrepEvaluation })
  @ApiProblems(
    ...BODY_PROBLEMS,
    'UNAUTHENTICATED',
    'TOKEN_EXPIRED',
    'USER_MISMATCH',
    'NOT_FOUND',
    'RATE_LIMITED',
  )
  @RouteConfig(OFREP_ROUTE)
  @RateLimitCallsPerUser()
  async one(
    @Param('key') key: string,
    @Body() body: unknown,
    @CurrentUser() { userId }: AuthenticatedUser,
    @Req() request: FastifyRequest,
  ): Promise<OfrepEvaluation> {
    const { snapshot } = requestContext(request);
    const context = ofrepContext(body, userId);
    const flag = snapshot.flags.get(key);
    // What is not for clients is nothing that they could tell from what there is not.
    if (flag?.client !== true)
      throw new AppError('NOT_FOUND', { detail: 'There is no such flag for clients.' });
    const answer = answerOf(snapshot, await this.flags.evaluate(snapshot, flag, { userId, context }));
    if ('errorCode' in answer) throw evaluationFailed();
    return answer;
  }
}

function answerOf(
  { flags }: Snapshot,
  { key, variant, reason, value }: FlagEvaluation,
): OfrepEvaluation | OfrepFailure {
  if (reason === 'ERROR') return { key, errorCode: 'GENERAL', errorDetails: UNEVALUATED };
  const metadata = flags.get(key)?.metadata ?? {};
  return {
    key,
    reason,
    ...(variant !== null && { variant }),
    ...(value !== undefined && { value }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}
