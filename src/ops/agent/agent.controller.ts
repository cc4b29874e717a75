import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AgentClient } from '../../agent/agent-client.js';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { AgentView, agentViewOf } from './agent-status.dto.js';

/** Who answers at this moment. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/agent')
export class AgentController {
  constructor(private readonly agent: AgentClient) {}

  @Get()
  @ApiOperation({
    operationId: 'getAgent',
    summary: 'The agent: its gateways, how they are asked, who runs and who waits',
  })
  @ApiOkResponse({ type: AgentView })
  show(): AgentView {
    return agentViewOf(this.agent);
  }
}
