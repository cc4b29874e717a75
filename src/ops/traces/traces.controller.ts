import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { AppError } from '../../common/errors/app-error.js';
import { contractValidationPipe } from '../../http/validation.js';
import { TraceStore } from '../../trace/trace-store.js';
import { TraceQuery } from './trace-query.dto.js';
import { TraceDetail, detailOf } from './trace-detail.dto.js';
import { TraceList, listOf } from './trace-list.dto.js';

/** What happened to an ask, refusals included, and why. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/traces')
export class TracesController {
  constructor(private readonly traces: TraceStore) {}

  @Get()
  @ApiOperation({ operationId: 'searchTraces', summary: 'Traces, newest first, a page at a time' })
  @ApiOkResponse({ type: TraceList })
  @ApiProblems('INPUT_INVALID')
  async search(@Query(contractValidationPipe()) query: TraceQuery): Promise<TraceList> {
    const { cursor, limit, ...filter } = query;
    return listOf(await this.traces.search(filter, cursor === undefined ? { limit } : { limit, cursor }));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getTrace', summary: 'A whole trace' })
  @ApiOkResponse({ type: TraceDetail, description: 'The record as it was stored.' })
  @ApiProblems('NOT_FOUND')
  async find(@Param('id') id: string): Promise<TraceDetail> {
    const record = await this.traces.find(id);
    if (record === null) throw new AppError('NOT_FOUND', { detail: 'There is no trace with this id.' });
    return detailOf(record);
  }
}
