import type { ExporterOptions, TracingOptions } from '../../telemetry/tracing-options.js';
import type { Variables } from './variables.js';

const SERVICE_NAME = 'miniask';
/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
const DEFAULT_PROTOCOL = 'http/protobuf';
const DEFAULT_TIMEOUT_MS = 10_000;

/** Whether somebody wants spans: an address alone is enough. */
export function isTraced({
  OTEL_SDK_DISABLED: disabled,
  OTEL_TRACES_EXPORTER: exporter,
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesEndpoint,
}: Variables): boolean {
  return disabled !== 'true' && exporter !== 'none' && (endpoint ?? tracesEndpoint) !== undefined;
}

/** What traces are sent by. */
export function otlpProtocol(values: Variables): 'http/protobuf' | 'http/json' | 'grpc' {
  const { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: ofTraces, OTEL_EXPORTER_OTLP_PROTOCOL: ofAll } = values;
  return ofTraces ?? ofAll ?? DEFAULT_PROTOCOL;
}

/** Absent when nothing is traced. */
export function toTracing(values: Variables): { readonly tracing?: TracingOptions } {
  const protocol = otlpProtocol(values);
  if (!isTraced(values) || protocol === 'grpc') return {};
  return {
    tracing: {
      resource: resourceOf(values),
      sampler: { name: values.OTEL_TRACES_SAMPLER, ratio: values.OTEL_TRACES_SAMPLER_ARG },
      exporter: { protocol, url: addressOf(values), ...requestOf(values), tls: tlsOf(values) },
      batch: {
        delayMs: values.OTEL_BSP_SCHEDULE_DELAY,
        exportTimeoutMs: values.OTEL_BSP_EXPORT_TIMEOUT,
        queueSize: values.OTEL_BSP_MAX_QUEUE_SIZE,
        batchSize: values.OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
      },
    },
  };
}

function resourceOf(values: Variables): TracingOptions['resource'] {
  const { OTEL_RESOURCE_ATTRIBUTES: given, OTEL_SERVICE_NAME: name } = values;
  return {
    'service.name': SERVICE_NAME,
    'deployment.environment.name': values.APP_ENV,
    ...given,
    ...(name !== undefined && { 'service.name': name }),
  };
}

function addressOf(values: Variables): string {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ofTraces, OTEL_EXPORTER_OTLP_ENDPOINT: ofAll = '' } = values;
  return ofTraces ?? `${ofAll.replace(/\/+$/, '')}/v1/traces`;
}

function requestOf(values: Variables): Pick<ExporterOptions, 'headers' | 'timeoutMs' | 'compression'> {
  return {
    headers: { ...values.OTEL_EXPORTER_OTLP_HEADERS, ...values.OTEL_EXPORTER_OTLP_TRACES_HEADERS },
    timeoutMs:
      values.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT ?? values.OTEL_EXPORTER_OTLP_TIMEOUT ?? DEFAULT_TIMEOUT_MS,
    compression:
      values.OTEL_EXPORTER_OTLP_TRACES_COMPRESSION ?? values.OTEL_EXPORTER_OTLP_COMPRESSION ?? 'none',
  };
}

function tlsOf(values: Variables): ExporterOptions['tls'] {
  const ca = values.OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE ?? values.OTEL_EXPORTER_OTLP_CERTIFICATE;
  const cert =
    values.OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE ?? values.OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE;
  const key = values.OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY ?? values.OTEL_EXPORTER_OTLP_CLIENT_KEY;
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}
