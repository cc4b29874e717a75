import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { contractValidationPipe } from '../../http/validation.js';
import { TraceStore } from '../../trace/trace-store.js';
import { TraceIdList, TraceIdQuery } from './trace-ids.dto.js';

/** What somebody may mean who knows a part of a traceId. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/trace-ids')
export class TraceIdsController {
  constructor(private readonly traces: TraceStore) {}

  @Get()
  @ApiOperation({
    operationId: 'offerTraceIds',
    summary:
      'TraceIds of the newest 5000 traces that contain a text, newest first, then all older ones that begin with it',
  })
  @ApiOkResponse({ type: TraceIdList })
  @ApiProblems('INPUT_INVALID')
  async offer(@Query(contractValidationPipe()) { contains, limit }: TraceIdQuery): Promise<TraceIdList> {
    return { items: await this.traces.offerTraceIds(contains, limit) };
  }
}
