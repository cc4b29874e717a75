import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { openTracing } from './open-tracing.js';
import { Tracing } from './tracing.js';
import type { TracingOptions } from './tracing-options.js';

/** Milliseconds that a process stays for its last spans when everything else has ended. */
const LAST_SPANS_MS = 3000;

const LAST_SPANS_WITHIN = Symbol('LAST_SPANS_WITHIN');

@Module({})
export class TelemetryModule implements OnApplicationShutdown {
  constructor(
    private readonly tracing: Tracing,
    @Inject(LAST_SPANS_WITHIN) private readonly withinMs: number,
  ) {}

  /**
   * @param options undefined when nothing is to be traced
   * @param graceMs how long the process may take to stop, in milliseconds
   */
  static with(options: TracingOptions | undefined, graceMs: number): DynamicModule {
    return {
      module: TelemetryModule,
      global: true,
      providers: [
        { provide: Tracing, inject: [Clock], useFactory: (clock: Clock) => openTracing(options, clock) },
        { provide: LAST_SPANS_WITHIN, useValue: Math.min(graceMs, LAST_SPANS_MS) },
      ],
      exports: [Tracing],
    };
  }

  /** Comes after the last ask has ended and the last response was sent. */
  async onApplicationShutdown(): Promise<void> {
    await this.tracing.close(this.withinMs);
  }
}
