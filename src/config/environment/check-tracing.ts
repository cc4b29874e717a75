import type { ConfigIssue } from '../snapshot.js';
import { type ReadVariables, variableIssue } from './read-variables.js';
import { isTraced, otlpProtocol } from './to-tracing.js';

/** What the SDK of OpenTelemetry would take in silence, or mend by itself. */
export function checkTracing({ given, values }: ReadVariables): ConfigIssue[] {
  if (!isTraced(values)) return [];
  return [
    ...checkProtocol(values),
    ...checkBatch(values),
    ...checkCertificates(given),
    ...checkShare(given, values),
  ];
}

function checkProtocol(values: ReadVariables['values']): ConfigIssue[] {
  if (otlpProtocol(values) !== 'grpc') return [];
  const ofTraces = values.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL === 'grpc';
  return [
    variableIssue(
      ofTraces ? 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL' : 'OTEL_EXPORTER_OTLP_PROTOCOL',
      'is grpc, which is not spoken here: take http/protobuf and the port of the collector for it, as a rule 4318; or switch tracing off by OTEL_TRACES_EXPORTER=none',
    ),
  ];
}

function checkBatch(values: ReadVariables['values']): ConfigIssue[] {
  const { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: batch, OTEL_BSP_MAX_QUEUE_SIZE: queue } = values;
  if (batch <= queue) return [];
  const message = `is ${batch}, more than OTEL_BSP_MAX_QUEUE_SIZE (${queue}) lets wait`;
  return [variableIssue('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', message)];
}

/** A certificate of ours is of no use without its key. */
function checkCertificates(given: ReadVariables['given']): ConfigIssue[] {
  const isSet = (name: string): boolean =>
    given.has(`OTEL_EXPORTER_OTLP_${name}`) || given.has(`OTEL_EXPORTER_OTLP_TRACES_${name}`);
  const [cert, key] = [isSet('CLIENT_CERTIFICATE'), isSet('CLIENT_KEY')];
  if (cert === key) return [];
  const [missing, there] = cert ? ['CLIENT_KEY', 'CLIENT_CERTIFICATE'] : ['CLIENT_CERTIFICATE', 'CLIENT_KEY'];
  return [
    variableIssue(
      `OTEL_EXPORTER_OTLP_${missing}`,
      `is missing; the one for ${there} is set, and one needs the other`,
    ),
  ];
}

function checkShare(given: ReadVariables['given'], values: ReadVariables['values']): ConfigIssue[] {
  const isShare = values.OTEL_TRACES_SAMPLER.endsWith('traceidratio');
  if (isShare === given.has('OTEL_TRACES_SAMPLER_ARG')) return [];
  const message = isShare
    ? `is missing; ${values.OTEL_TRACES_SAMPLER} takes all requests without it`
    : `has no effect with the sampler ${values.OTEL_TRACES_SAMPLER}`;
  return [variableIssue('OTEL_TRACES_SAMPLER_ARG', message, 'warning')];
}
