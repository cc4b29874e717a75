import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AgentModule } from '../agent/agent.module.js';
import { AsksModule } from '../asks/asks.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { TraceModule } from '../trace/trace.module.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), AgentModule, AsksModule, LimitsModule, TraceModule],
  controllers: [HealthController],
  providers: [Readiness],
})
export class HealthModule {}
