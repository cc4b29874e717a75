import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { contractValidationPipe } from '../../http/validation.js';
import { Stats, statsOf } from './stats.dto.js';
import { StatsQuery } from './stats-query.dto.js';
import { StatsService } from './stats.service.js';

/** How asks went: how many, how fast, how well, for how much. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/stats')
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  @Get()
  @ApiOperation({
    operationId: 'getStats',
    summary: 'Counts, errors, latency, tokens, cost and feedback per intent and profile',
  })
  @ApiOkResponse({ type: Stats })
  @ApiProblems('INPUT_INVALID')
  async read(@Query(contractValidationPipe()) query: StatsQuery): Promise<Stats> {
    return statsOf(query.window, await this.stats.report(query));
  }
}
