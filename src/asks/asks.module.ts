import { type BeforeApplicationShutdown, Module } from '@nestjs/common';
import { AgentModule } from '../agent/agent.module.js';
import { IntentsModule } from '../intents/intents.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { QuotasModule } from '../limits/quotas/quotas.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { SafetyModule } from '../safety/safety.module.js';
import { ToolsModule } from '../tools/tools.module.js';
import { TraceModule } from '../trace/trace.module.js';
import { WechatModule } from '../wechat/wechat.module.js';
import { AbandonedAsks } from './abandoned-asks.js';
import { AnswerFinder } from './answer-finder.js';
import { AskRouting } from './ask-routing.js';
import { AskRunner } from './ask-runner.js';
import { AsksController } from './asks.controller.js';
import { AsksService } from './asks.service.js';
import { AttemptRunner } from './attempt-runner.js';
import { Conversation } from './conversation.js';
import { FeedbackController } from './feedback/feedback.controller.js';
import { Feedbacks } from './feedback/feedbacks.js';
import { HedgedRunner } from './hedged-runner.js';
import { PromptGuard } from './prompt-guard.js';
import { AskLogs } from './log/ask-logs.js';
import { MemoryAskLogs } from './log/memory-ask-logs.js';
import { RedisAskLogs } from './log/redis/redis-ask-logs.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { REDIS } from '../redis/redis.module.js';
import { RefusalTraceHook } from './refusal-trace.hook.js';
import { RefusedQuestions } from './refused-questions.js';
import { CacheModule } from '../cache/cache.module.js';
import { SharedAnswers } from './shared-answers.js';
import { MeController } from './me.controller.js';
import { RunningAsks } from './running-asks.js';
import { UserErasure } from './user-erasure.js';
import { AskStreams } from './stream/ask-streams.js';
import { StreamModule } from './stream/stream.module.js';
import { Clock } from '../common/clock.js';

@Module({
  imports: [
    AgentModule,
    CacheModule,
    IntentsModule,
    LimitsModule,
    MetricsModule,
    QuotasModule,
    SafetyModule,
    StreamModule,
    ToolsModule,
    TraceModule,
    WechatModule,
  ],
  controllers: [AsksController, FeedbackController, MeController],
  exports: [AnswerFinder, AskLogs, AsksService, RefusalTraceHook],
  providers: [
    AbandonedAsks,
    AnswerFinder,
    AskRouting,
    AskRunner,
    AskStreams,
    AsksService,
    AttemptRunner,
    Conversation,
    Feedbacks,
    HedgedRunner,
    PromptGuard,
    RefusalTraceHook,
    RefusedQuestions,
    RunningAsks,
    SharedAnswers,
    UserErasure,
    {
      provide: AskLogs,
      inject: [REDIS, Clock],
      useFactory: (redis: RedisConnection | null, clock: Clock): AskLogs =>
        redis === null ? new MemoryAskLogs(clock) : new RedisAskLogs(redis, clock),
    },
  ],
})
export class AsksModule implements BeforeApplicationShutdown {
  constructor(
    private readonly logs: AskLogs,
    private readonly streams: AskStreams,
  ) {}

  /** Comes after running asks have ended, and before the connections are closed that logs are kept by. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.streams.close();
    await this.logs.close();
  }
}
