import { Controller, Delete, HttpCode, HttpStatus } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { RateLimitPerUser } from '../limits/rate-limit.decorators.js';
import { UserErasure } from './user-erasure.js';

/** What users may do with what is known of them. */
@ApiTags('Mini Program')
@ApiBearerAuth()
@Controller('v1/mini/me')
export class MeController {
  constructor(private readonly erasure: UserErasure) {}

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @RateLimitPerUser()
  @ApiOperation({
    operationId: 'forgetMe',
    summary: 'Delete all asks of yours and their traces; asks that run are cancelled. Harmless when repeated',
  })
  @ApiNoContentResponse({ description: 'Nothing is left of what you asked until now.' })
  @ApiProblems('UNAUTHENTICATED', 'TOKEN_EXPIRED', 'RATE_LIMITED')
  async forget(@CurrentUser() { userId }: AuthenticatedUser): Promise<void> {
    await this.erasure.erase(userId);
  }
}
