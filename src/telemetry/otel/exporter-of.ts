import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { ExporterOptions } from '../tracing-options.js';

type ExporterClass = new (options: ConstructorParameters<typeof OTLPTraceExporter>[0]) => SpanExporter;

const CLASSES: Readonly<Record<ExporterOptions['protocol'], () => Promise<ExporterClass>>> = {
  'http/protobuf': async () => (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter,
  'http/json': async () => (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter,
};

/** Everything is told here, so that the exporter need not look at the environment, where it takes faults in silence. */
export async function exporterOf(options: ExporterOptions): Promise<SpanExporter> {
  const { protocol, url, headers, timeoutMs, compression, tls } = options;
  const Exporter = await CLASSES[protocol]();
  return new Exporter({
    url,
    headers: { ...headers },
    timeoutMillis: timeoutMs,
    compression: compression === 'gzip' ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE,
    httpAgentOptions: { keepAlive: true, ...tls },
  });
}
