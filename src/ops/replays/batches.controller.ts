import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/api-problems.decorator.js';
import { contractValidationPipe } from '../../http/validation.js';
import { BatchesService } from '../../replays/batches/batches.service.js';
import { BatchQuery, BatchRequest } from './batch-request.dto.js';
import { BatchList, BatchView, batchListOf, batchViewOf } from './batch.dto.js';

/** Tries a profile on what users have asked, before any of them gets it. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/replays')
export class BatchesController {
  constructor(private readonly batches: BatchesService) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'beginReplays',
    summary: 'Have a profile answer recent asks of an intent',
    description:
      'Takes places on gateways only where users need none. Goes on when a server stops, in the next one.',
  })
  @ApiAcceptedResponse({ type: BatchView })
  @ApiProblems(...BODY_PROBLEMS, 'INTENT_UNKNOWN', 'NOT_REPLAYABLE', 'SHUTTING_DOWN')
  async begin(
    @Body(contractValidationPipe()) { filter = {}, ...order }: BatchRequest,
    @CurrentUser() { userId }: AuthenticatedUser,
  ): Promise<BatchView> {
    return batchViewOf(await this.batches.begin({ ...order, filter }, userId));
  }

  @Get()
  @ApiOperation({ operationId: 'listReplays', summary: 'The batches, newest first, a page at a time' })
  @ApiOkResponse({ type: BatchList })
  @ApiProblems('INPUT_INVALID')
  async list(@Query(contractValidationPipe()) { limit, cursor }: BatchQuery): Promise<BatchList> {
    return batchListOf(await this.batches.list(cursor === undefined ? { limit } : { limit, cursor }));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getReplays', summary: 'A batch, how far it has come, and what it comes to' })
  @ApiOkResponse({ type: BatchView })
  @ApiProblems('NOT_FOUND')
  async find(@Param('id') id: string): Promise<BatchView> {
    return batchViewOf(await this.batches.find(id));
  }

  @Delete(':id')
  @ApiOperation({ operationId: 'cancelReplays', summary: 'End a batch; one that has ended stays as it is' })
  @ApiOkResponse({ type: BatchView })
  @ApiProblems('NOT_FOUND')
  async cancel(@Param('id') id: string): Promise<BatchView> {
    return batchViewOf(await this.batches.cancel(id));
  }
}
