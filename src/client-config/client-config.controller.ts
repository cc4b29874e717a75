import { Controller, Get, Headers, HttpStatus, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { contractValidationPipe } from '../http/validation.js';
import { ContextQuery, contextOfQuery } from '../intents/context-query.dto.js';
import { RateLimitCallsPerUser } from '../limits/rate-limit.decorators.js';
import { requestContext } from '../trace/request-context.js';
import { ClientConfig, IntentState } from './client-config.dto.js';
import { ClientConfigs } from './client-configs.js';
import { entityTag, isKnown } from './entity-tag.js';

const ENTITY_TAG = { ETag: { description: 'Names this state.', schema: { type: 'string' as const } } };

/** What a Mini Program asks before it shows anything. */
@ApiTags('Mini Program')
@ApiBearerAuth()
@ApiExtraModels(IntentState)
@Controller('v1/mini/config')
export class ClientConfigController {
  constructor(private readonly configs: ClientConfigs) {}

  @Get()
  @ApiOperation({
    operationId: 'getConfig',
    summary: 'What the client may show to this user: intents, flags, and what is left of the quotas',
  })
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    schema: { type: 'string' },
    description: 'The `ETag` that you have: where nothing has changed since, the answer is 304.',
  })
  @ApiOkResponse({ type: ClientConfig, headers: ENTITY_TAG })
  @ApiResponse({
    status: HttpStatus.NOT_MODIFIED,
    description: 'Nothing has changed.',
    headers: ENTITY_TAG,
  })
  @ApiProblems('INPUT_INVALID', 'UNAUTHENTICATED', 'TOKEN_EXPIRED', 'RATE_LIMITED')
  @RateLimitCallsPerUser()
  async show(
    @Query(contractValidationPipe()) query: ContextQuery,
    @CurrentUser() { userId }: AuthenticatedUser,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
  ): Promise<ClientConfig | undefined> {
    const { snapshot, trace } = requestContext(request);
    const config = await this.configs.of(snapshot, {
      userId,
      context: contextOfQuery(query),
      at: trace.startedAt,
    });
    const tag = entityTag(config);
    void reply.headers({ etag: tag, 'cache-control': 'private, no-cache', vary: 'authorization' });
    if (!isKnown(tag, ifNoneMatch)) return config;
    void reply.status(HttpStatus.NOT_MODIFIED);
    return undefined;
  }
}
