import { Module } from '@nestjs/common';
import { OwedTraces } from './owed-traces.js';
import { Retention } from './retention.js';
import { TraceInterceptor } from './trace.interceptor.js';
import { TraceRecorder } from './trace-recorder.js';

/** Needs a `TraceStore` and an `AuditStore`, which the (global) storage module provides. */
@Module({
  providers: [OwedTraces, Retention, TraceInterceptor, TraceRecorder],
  exports: [TraceInterceptor, TraceRecorder],
})
export class TraceModule {}
