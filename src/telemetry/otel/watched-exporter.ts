import { Logger } from '@nestjs/common';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** Says once that nobody takes the spans, and once that somebody does again, however many batches there are. */
export class WatchedExporter implements SpanExporter {
  private readonly logger = new Logger('Tracing');
  /** Spans since the last that was taken. */
  private lost = 0;

  constructor(private readonly inner: SpanExporter) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.inner.export(spans, (result) => {
      if (result.code === ExportResultCode.SUCCESS) this.taken();
      else this.refused(spans.length, result.error);
      // The batch processor has nothing to add.
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  forceFlush(): Promise<void> {
    return this.inner.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }

  private taken(): void {
    if (this.lost > 0) this.logger.log({ lost: this.lost }, 'the collector takes spans again');
    this.lost = 0;
  }

  private refused(spans: number, error: Error | undefined): void {
    if (this.lost === 0) this.logger.warn({ reason: reasonOf(error) }, 'the collector does not take spans');
    this.lost += spans;
  }
}

/** A status or a code of Node's; else the SDK's own words. What the collector has answered is not quoted. */
function reasonOf(error: Error | undefined): string {
  if (error === undefined) return 'unknown';
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : error.message;
}
