import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { LiveConfig } from '../../config/live-config.js';
import { EvalList, evalListOf } from './eval-list.js';

/** What answers can be held against. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/evals')
export class EvalsController {
  constructor(private readonly config: LiveConfig) {}

  @Get()
  @ApiOperation({ operationId: 'listEvals', summary: 'The evals of the configuration' })
  @ApiOkResponse({ type: EvalList })
  list(): EvalList {
    return evalListOf(this.config.current);
  }
}
