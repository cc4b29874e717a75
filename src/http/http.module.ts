import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AllowedMethods } from './allowed-methods.js';
import { LogLevelInForce } from './log-level.js';
import { AppLogger } from './logging.js';
import { ProblemFilter } from './problem.filter.js';
import { RequestHooks } from './request-hooks.js';
import { RequestSpans } from './request-spans.js';

@Module({
  providers: [
    AllowedMethods,
    AppLogger,
    LogLevelInForce,
    RequestHooks,
    RequestSpans,
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class HttpModule {}
