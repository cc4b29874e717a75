import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { AppError } from '../../common/errors/app-error.js';
import { LiveConfig } from '../../config/live-config.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { contractValidationPipe } from '../../http/validation.js';
import { RolloutComparisons } from '../../rollouts/rollout-comparisons.js';
import { IntentParam } from '../changes/subject-params.js';
import { WINDOWS } from '../stats/stats-windows.js';
import { RolloutComparison, RolloutQuery, comparisonViewOf } from './comparison.dto.js';

/** How what is tried out compares with what everybody else gets. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/routes')
export class RolloutsController {
  constructor(
    private readonly comparisons: RolloutComparisons,
    private readonly config: LiveConfig,
  ) {}

  @Get(':intent/comparison')
  @IntentParam()
  @ApiOperation({
    operationId: 'compareArms',
    summary:
      'How the canary or the variants of an intent compare with its baseline, and what speaks against them',
  })
  @ApiOkResponse({ type: RolloutComparison })
  @ApiProblems('INPUT_INVALID', 'NOT_FOUND')
  async compare(
    @Param('intent') intent: string,
    @Query(contractValidationPipe()) { window }: RolloutQuery,
  ): Promise<RolloutComparison> {
    const windowMs = window && WINDOWS[window];
    const comparison = await this.comparisons.compare(this.config.current, intent, windowMs);
    if (comparison === null) throw new AppError('NOT_FOUND', { detail: 'No such intent is routed here.' });
    return comparisonViewOf(comparison);
  }
}
