import { Module } from '@nestjs/common';
import { DurableTraces } from './durable-traces.js';
import { OwedTraces } from './owed-traces.js';
import { Retention } from './retention.js';
import { SpoolDrain } from './spool-drain.js';
import { TraceInterceptor } from './trace.interceptor.js';
import { TraceRecorder } from './trace-recorder.js';
import { TraceTally } from './trace-tally.js';

/** Needs a `TraceStore`, a `TraceSpool` and an `AuditStore`, which the (global) storage module provides. */
@Module({
  providers: [DurableTraces, OwedTraces, Retention, SpoolDrain, TraceInterceptor, TraceRecorder, TraceTally],
  exports: [DurableTraces, OwedTraces, TraceInterceptor, TraceRecorder, TraceTally],
})
export class TraceModule {}
