import { Module } from '@nestjs/common';
import { AgentModule } from '../agent/agent.module.js';
import { IntentsModule } from '../intents/intents.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ToolsModule } from '../tools/tools.module.js';
import { TraceModule } from '../trace/trace.module.js';
import { AnswerFinder } from './answer-finder.js';
import { AskRunner } from './ask-runner.js';
import { AskStore } from './ask-store.js';
import { AsksController } from './asks.controller.js';
import { AsksService } from './asks.service.js';
import { AttemptRunner } from './attempt-runner.js';
import { Conversation } from './conversation.js';
import { HedgedRunner } from './hedged-runner.js';
import { RefusalTraceHook } from './refusal-trace.hook.js';

@Module({
  imports: [AgentModule, IntentsModule, LimitsModule, MetricsModule, ToolsModule, TraceModule],
  controllers: [AsksController],
  exports: [AsksService, RefusalTraceHook],
  providers: [
    AnswerFinder,
    AskRunner,
    AskStore,
    AsksService,
    AttemptRunner,
    Conversation,
    HedgedRunner,
    RefusalTraceHook,
  ],
})
export class AsksModule {}
