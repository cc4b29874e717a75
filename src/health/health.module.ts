import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AgentModule } from '../agent/agent.module.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), AgentModule],
  controllers: [HealthController],
  providers: [Readiness],
})
export class HealthModule {}
