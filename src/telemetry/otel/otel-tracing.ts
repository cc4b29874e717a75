import {
  ROOT_CONTEXT,
  SpanKind as OtelKind,
  type Span as ApiSpan,
  type Tracer,
  TraceFlags,
  createTraceState,
  trace,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Clock } from '../../common/clock.js';
import type { Attributes, Span } from '../span.js';
import { type Caller, type SpanKind, Tracing, activeSpan } from '../tracing.js';
import type { TracingOptions } from '../tracing-options.js';
import { exporterOf } from './exporter-of.js';
import { OtelSpan, toOtel } from './otel-span.js';
import { samplerOf } from './sampler-of.js';
import { WatchedExporter } from './watched-exporter.js';

const KINDS: Readonly<Record<SpanKind, OtelKind>> = { internal: OtelKind.INTERNAL, client: OtelKind.CLIENT };

/**
 * Tells an OTLP collector, by the SDK of OpenTelemetry. Nothing of it is registered for the whole process: parents are passed,
 * so that other libraries with OpenTelemetry inside do not begin to tell of what they do, and to whom.
 */
export class OtelTracing extends Tracing {
  override readonly isOn = true;
  private readonly tracer: Tracer;

  private constructor(
    private readonly provider: TracerProvider,
    private readonly clock: Clock,
  ) {
    super();
    this.tracer = provider.getTracer('miniask');
  }

  static async open(
    { resource, sampler, exporter, batch }: TracingOptions,
    clock: Clock,
  ): Promise<OtelTracing> {
    const processor = new BatchSpanProcessor({
      exporter: new WatchedExporter(await exporterOf(exporter)),
      scheduledDelayMillis: batch.delayMs,
      exportTimeoutMillis: batch.exportTimeoutMs,
      maxQueueSize: batch.queueSize,
      maxExportBatchSize: batch.batchSize,
    });
    const provider = new TracerProvider({
      resource: resourceFromAttributes(resource),
      sampler: samplerOf(sampler),
      spanProcessors: [processor],
    });
    return new OtelTracing(provider, clock);
  }

  override serve(name: string, attributes: Attributes, caller?: Caller): Span {
    return this.start(name, OtelKind.SERVER, attributes, caller && remoteSpan(caller));
  }

  override begin(name: string, attributes: Attributes = {}, kind: SpanKind = 'internal'): Span {
    const { current } = this;
    return this.start(name, KINDS[kind], attributes, current instanceof OtelSpan ? current.inner : undefined);
  }

  override within<T>(span: Span, work: () => T): T {
    return activeSpan.run(span, work);
  }

  override headersOf(span: Span): Readonly<Record<string, string>> {
    if (!(span instanceof OtelSpan)) return {};
    const { traceId, spanId, traceFlags } = span.inner.spanContext();
    return { traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` };
  }

  override async close(withinMs: number): Promise<void> {
    const late = Promise.withResolvers<void>();
    const cancelTimer = this.clock.after(withinMs, late.resolve);
    // The exporter has said when nobody takes the spans.
    const done = this.provider.shutdown().catch(() => undefined);
    await Promise.race([done, late.promise]);
    cancelTimer();
  }

  private start(name: string, kind: OtelKind, attributes: Attributes, parent: ApiSpan | undefined): Span {
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
    return new OtelSpan(this.tracer.startSpan(name, { kind, attributes: toOtel(attributes) }, context));
  }
}

function remoteSpan({ parent: { traceId, spanId, sampled }, state }: Caller): ApiSpan {
  return trace.wrapSpanContext({
    traceId,
    spanId,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(state !== undefined && { traceState: createTraceState(state) }),
  });
}
