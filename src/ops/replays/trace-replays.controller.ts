import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/api-problems.decorator.js';
import { withBody } from '../../http/body-rules.js';
import { contractValidationPipe } from '../../http/validation.js';
import { ReplaysService } from '../../replays/replays.service.js';
import { ComparisonView, comparisonViewOf } from './comparison.dto.js';
import { ReplayRequest } from './replay-request.dto.js';

/** Asks once more what was asked before, without an effect on anybody. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/traces/:id')
export class TraceReplaysController {
  constructor(private readonly replays: ReplaysService) {}

  @Post('replay')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'replayTrace',
    summary: 'Run the recorded input again, and compare',
    description:
      'A new trace with `replayOf`. A replay that fails is an answer, too: `replay.status` is `failed`. It goes on when the caller leaves.',
  })
  @RouteConfig(withBody({ isOptional: true }))
  @ApiBody({ required: false, type: ReplayRequest })
  @ApiOkResponse({ type: ComparisonView })
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND', 'NOT_REPLAYABLE', 'SHUTTING_DOWN')
  async replay(
    @Param('id') id: string,
    @Body(contractValidationPipe({ isBodyOptional: true })) { profile }: ReplayRequest,
  ): Promise<ComparisonView> {
    return comparisonViewOf(await this.replays.replay(id, profile));
  }

  @Get('comparison')
  @ApiOperation({ operationId: 'compareReplay', summary: 'A replay beside its original' })
  @ApiOkResponse({ type: ComparisonView })
  @ApiProblems('NOT_FOUND')
  async compare(@Param('id') id: string): Promise<ComparisonView> {
    return comparisonViewOf(await this.replays.comparison(id));
  }
}
