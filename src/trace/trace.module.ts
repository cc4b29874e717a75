import { Module } from '@nestjs/common';
import { RefusalTraceHook } from './refusal-trace.hook.js';
import { TraceInterceptor } from './trace.interceptor.js';
import { TraceRecorder } from './trace-recorder.js';

/** Needs a `TraceStore`, which the (global) storage module provides. */
@Module({
  providers: [RefusalTraceHook, TraceInterceptor, TraceRecorder],
  exports: [RefusalTraceHook, TraceInterceptor, TraceRecorder],
})
export class TraceModule {}
