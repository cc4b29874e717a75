import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import type { AskContext } from '../../common/ask-context.js';
import { isPlainObject } from '../../common/is-plain-object.js';
import { LiveConfig } from '../../config/live-config.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { contractValidationPipe, inputInvalid } from '../../http/validation.js';
import { IntentRegistry } from '../../intents/intent-registry.js';
import { readContext } from '../../intents/read-context.js';
import { APP_VERSION_KEY } from '../../profiles/targets.js';
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
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'explainRouting',
    summary: 'Which profile a user would get for an intent now, every rule of why, and what would change it',
  })
  @ApiOkResponse({ type: Explanation })
  @ApiProblems('INPUT_INVALID')
  explain(@Query(contractValidationPipe()) query: ExplainQuery): Explanation {
    const { intent, userId, profile: hint } = query;
    if (this.intents.get(intent) === undefined) {
      const message = `must be one of ${this.intents.names().join(', ')}`;
      throw inputInvalid([{ pointer: '/intent', message }]);
    }
    return explanationOf(this.config.current, { intent, userId, hint, context: contextOf(query) });
  }
}

/** The context as an ask would have it. @throws AppError `INPUT_INVALID` */
function contextOf({ context, appVersion }: ExplainQuery): AskContext {
  const raw: unknown = context === undefined ? {} : parsed(context);
  if (!isPlainObject(raw)) throw inputInvalid([{ pointer: '/context', message: 'must be a JSON object' }]);
  const whole = appVersion === undefined ? raw : { ...raw, [APP_VERSION_KEY]: appVersion };
  const { value, errors } = readContext(whole, '/context');
  if (value === undefined) throw inputInvalid(errors);
  return value;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
