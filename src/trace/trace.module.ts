import { Module } from '@nestjs/common';
import { OwedTraces } from './owed-traces.js';
import { TraceInterceptor } from './trace.interceptor.js';
import { TraceRecorder } from './trace-recorder.js';

/** Needs a `TraceStore`, which the (global) storage module provides. */
@Module({
  providers: [OwedTraces, TraceInterceptor, TraceRecorder],
  exports: [TraceInterceptor, TraceRecorder],
})
export class TraceModule {}
