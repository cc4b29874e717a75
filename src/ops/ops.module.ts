import { Module } from '@nestjs/common';
import { ProfilesController } from './profiles/profiles.controller.js';
import { TracesController } from './traces/traces.controller.js';

/** The operator's API. Needs the (global) storage and configuration modules. */
@Module({ controllers: [TracesController, ProfilesController] })
export class OpsModule {}
