import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import { AgentModule } from './agent/agent.module.js';
import { AsksModule } from './asks/asks.module.js';
import { AuthModule } from './auth/auth.module.js';
import { JwtAuthGuard } from './auth/jwt-auth.guard.js';
import { ClientConfigModule } from './client-config/client-config.module.js';
import type { Clock } from './common/clock.js';
import { CommonModule } from './common/common.module.js';
import { ConfigurationModule } from './config/configuration.module.js';
import { LiveConfigModule } from './config/live/live-config.module.js';
import type { LoadedConfiguration } from './config/load-configuration.js';
import { ConsoleModule } from './console/console.module.js';
import { FlagsModule } from './flags/flags.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { loggerParams } from './http/logging.js';
import { IntentsModule } from './intents/intents.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OpsModule } from './ops/ops.module.js';
import { RedisModule } from './redis/redis.module.js';
import { StorageModule } from './storage/storage.module.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';
import { TraceModule } from './trace/trace.module.js';

/** The only list of modules. */
@Module({})
export class AppModule {
  /** @param configuration what the process was started with, validated as a whole */
  static with(configuration: LoadedConfiguration, clock: Clock): DynamicModule {
    const { settings, snapshot, source } = configuration;
    return {
      module: AppModule,
      imports: [
        CommonModule.with(clock, settings.shutdownGraceMs),
        ConfigurationModule.register(configuration),
        LoggerModule.forRoot(loggerParams(settings, snapshot.environment.logLevel)),
        TelemetryModule.with(settings.tracing, settings.shutdownGraceMs),
        HttpModule,
        StorageModule,
        LiveConfigModule.with(source),
        RedisModule,
        TraceModule,
        AuthModule,
        FlagsModule,
        LimitsModule,
        IntentsModule,
        AgentModule,
        AsksModule,
        ClientConfigModule,
        OpsModule,
        ConsoleModule,
        HealthModule,
        MetricsModule,
      ],
      // Global guards run first, in this order; those of a route after them, as they stand there.
      providers: [{ provide: APP_GUARD, useExisting: JwtAuthGuard }],
    };
  }
}
