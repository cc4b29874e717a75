import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { LiveConfig } from '../../config/live-config.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { contractValidationPipe } from '../../http/validation.js';
import { Stats, statsOf } from './stats.dto.js';
import { StatsQuery } from './stats-query.dto.js';
import { StatsReports } from './stats-reports.js';

/** How asks went: how many, how fast, how well, for how much. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/stats')
export class StatsController {
  constructor(
    private readonly reports: StatsReports,
    private readonly config: LiveConfig,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'getStats',
    summary: 'Counts, errors, latency, tokens, cost and feedback per intent and profile',
  })
  @ApiOkResponse({ type: Stats })
  @ApiProblems('INPUT_INVALID')
  async read(@Query(contractValidationPipe()) query: StatsQuery): Promise<Stats> {
    const { name } = this.config.current.environment;
    return statsOf(query.window, await this.reports.report(name, query));
  }
}
