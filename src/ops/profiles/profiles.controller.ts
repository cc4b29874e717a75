import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { LiveConfig } from '../../config/live-config.js';
import { ProfileList, profileListOf } from './profile-list.js';

/** What this environment can serve. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/profiles')
export class ProfilesController {
  constructor(private readonly config: LiveConfig) {}

  @Get()
  @ApiOperation({ operationId: 'listProfiles', summary: 'The profiles, and which of them serve what here' })
  @ApiOkResponse({ type: ProfileList })
  list(): ProfileList {
    return profileListOf(this.config.current);
  }
}
