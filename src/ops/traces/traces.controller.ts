import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { AppError } from '../../common/errors/app-error.js';
import { contractValidationPipe } from '../../http/validation.js';
import type { TraceRecord } from '../../trace/trace-record.js';
import { TraceStore } from '../../trace/trace-store.js';
import { TraceQuery } from './trace-query.dto.js';
import { TraceDetail, detailOf } from './trace-detail.dto.js';
import { TraceList, listOf } from './trace-list.dto.js';
import { TracePrompt } from './trace-prompt.dto.js';
import { TracePrompts } from './trace-prompts.js';

/** What happened to an ask, refusals included, and why. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/traces')
export class TracesController {
  constructor(
    private readonly traces: TraceStore,
    private readonly prompts: TracePrompts,
  ) {}

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
    return detailOf(await this.record(id));
  }

  @Get(':id/prompt')
  @ApiOperation({
    operationId: 'getTracePrompt',
    summary: 'What the model of a trace was asked, with the profile and the model as they were then',
  })
  @ApiOkResponse({ type: TracePrompt })
  @ApiProblems('NOT_FOUND', 'NOT_REPLAYABLE')
  async prompt(@Param('id') id: string): Promise<TracePrompt> {
    return this.prompts.of(await this.record(id));
  }

  private async record(id: string): Promise<TraceRecord> {
    const record = await this.traces.find(id);
    if (record === null) throw new AppError('NOT_FOUND', { detail: 'There is no trace with this id.' });
    return record;
  }
}
