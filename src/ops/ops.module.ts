import { Module } from '@nestjs/common';
import { AgentModule } from '../agent/agent.module.js';
import { AgentController } from './agent/agent.controller.js';
import { ProfilesController } from './profiles/profiles.controller.js';
import { TracesController } from './traces/traces.controller.js';

/** The operator's API. Needs the (global) storage and configuration modules. */
@Module({ imports: [AgentModule], controllers: [TracesController, ProfilesController, AgentController] })
export class OpsModule {}
