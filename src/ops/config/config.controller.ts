import { Controller, Get, HttpCode, HttpStatus, Logger, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { AppError, type FieldError } from '../../common/errors/app-error.js';
import { placeOf } from '../../config/issues.js';
import { ConfigLayers } from '../../config/live/config-layers.js';
import { ConfigReloader } from '../../config/live/config-reloader.js';
import type { ConfigIssue } from '../../config/snapshot.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { ConfigStatus, configStatusOf } from './config-status.dto.js';

/** The configuration in force, and changing it by its files. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/config')
export class ConfigController {
  private readonly logger = new Logger(ConfigController.name);

  constructor(
    private readonly layers: ConfigLayers,
    private readonly reloader: ConfigReloader,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'getConfig',
    summary: 'Which configuration is in force since when, and what came of reloads',
  })
  @ApiOkResponse({ type: ConfigStatus })
  show(): ConfigStatus {
    return configStatusOf(this.layers, this.reloader);
  }

  @Post('reload')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'reloadConfig',
    summary: 'Read the configuration files now: all of them come into force, or none',
  })
  @ApiOkResponse({ type: ConfigStatus })
  @ApiProblems('CONFIG_REJECTED')
  async reload(@CurrentUser() { userId }: AuthenticatedUser): Promise<ConfigStatus> {
    const { outcome, errors } = await this.reloader.reload('api');
    this.logger.log({ by: userId, outcome }, 'an operator reloaded the configuration');
    if (outcome === 'rejected') {
      throw new AppError('CONFIG_REJECTED', {
        detail: 'What was in force before stays so.',
        errors: errors.map(toFieldError),
      });
    }
    return this.show();
  }
}

function toFieldError(issue: ConfigIssue): FieldError {
  return { pointer: placeOf(issue), message: issue.message };
}
