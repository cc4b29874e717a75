import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { LiveConfig } from '../../config/live-config.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { contractValidationPipe, inputInvalid } from '../../http/validation.js';
import { Flags } from '../../flags/flags.js';
import { contextOfQuery } from '../../intents/context-query.dto.js';
import { IntentRegistry } from '../../intents/intent-registry.js';
import { ExplainQuery } from './explain-query.dto.js';
import { Explanation } from './explanation.dto.js';
import { explanationOf } from './explanation.js';

/** Which profile a user would get, and why. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/explain')
export class ExplainController {
  constructor(
    private readonly config: LiveConfig,
    private readonly intents: IntentRegistry,
    private readonly flags: Flags,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'explainRouting',
    summary: 'Which profile a user would get for an intent now, every rule of why, and what would change it',
  })
  @ApiOkResponse({ type: Explanation })
  @ApiProblems('INPUT_INVALID')
  async explain(@Query(contractValidationPipe()) query: ExplainQuery): Promise<Explanation> {
    const { intent, userId, profile: hint } = query;
    if (this.intents.get(intent) === undefined) {
      const message = `must be one of ${this.intents.names().join(', ')}`;
      throw inputInvalid([{ pointer: '/intent', message }]);
    }
    const snapshot = this.config.current;
    const asked = { intent, userId, hint, context: contextOfQuery(query) };
    const flags = await this.flags.ofAsk(snapshot, asked);
    return explanationOf(snapshot, { ...asked, flags });
  }
}
