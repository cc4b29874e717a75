import { Body, Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/api-problems.decorator.js';
import { contractValidationPipe } from '../../http/validation.js';
import { RateLimitCallsPerUser } from '../../limits/rate-limit.decorators.js';
import { FeedbackRequest } from './feedback.dto.js';
import { Feedbacks } from './feedbacks.js';

/** What users think of the answers they got. */
@ApiTags('Mini Program')
@ApiBearerAuth()
@Controller('v1/mini')
export class FeedbackController {
  constructor(private readonly feedbacks: Feedbacks) {}

  @Post('asks/:traceId/feedback')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RateLimitCallsPerUser()
  @ApiOperation({
    operationId: 'giveFeedback',
    summary:
      'Say whether the answer to an ask of yours was any good; said again, it replaces what was said before',
  })
  @ApiNoContentResponse({ description: 'It is kept with the trace of the ask, and for as long.' })
  @ApiProblems(...BODY_PROBLEMS, 'UNAUTHENTICATED', 'TOKEN_EXPIRED', 'NOT_FOUND', 'RATE_LIMITED')
  async give(
    @Param('traceId') traceId: string,
    @Body(contractValidationPipe()) { rating, comment }: FeedbackRequest,
    @CurrentUser() { userId }: AuthenticatedUser,
  ): Promise<void> {
    await this.feedbacks.give(userId, traceId, rating, comment);
  }
}
