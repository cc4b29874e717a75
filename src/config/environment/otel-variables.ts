import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { SAMPLERS } from '../../telemetry/tracing-options.js';
import { readTextAtStart } from '../files/read-text.js';
import { UnreadableFile } from '../files/unreadable.js';
import { oneOf } from '../schema-kit.js';
import { documentUrl, numberText } from './variable-kit.js';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
const COMPRESSIONS = ['gzip', 'none'] as const;
const MAX_PEM_BYTES = 65_536;

/** `key=value,key=value`, values percent-encoded, as OpenTelemetry writes lists (the W3C Baggage format). */
function pairList() {
  return z.string().transform((text, context) => {
    const pairs = text.split(',').map(readPair);
    if (pairs.every((pair) => pair !== undefined)) return Object.fromEntries(pairs);
    const message = 'must be a list such as key=value,other=value, with special characters percent-encoded';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

function readPair(text: string): [string, string] | undefined {
  const [name = '', ...value] = text.split('=');
  if (name.trim() === '' || value.length === 0) return undefined;
  try {
    return [decodeURIComponent(name.trim()), decodeURIComponent(value.join('=').trim())];
  } catch {
    return undefined;
  }
}

function headerList() {
  return pairList().refine((headers) => Object.entries(headers).every(isHeader), {
    error: 'must be a list of HTTP headers such as authorization=Bearer%20abc',
  });
}

function isHeader([name, value]: [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** The path of a PEM file, read as its text. */
function pemFile() {
  return z.string().transform((path, context) => {
    try {
      return readTextAtStart(path, MAX_PEM_BYTES);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      context.addIssue({ code: 'custom', message: `the file ${path} ${error.message}` });
      return z.NEVER;
    }
  });
}

const protocol = () => oneOf(PROTOCOLS).optional();
const compression = () => oneOf(COMPRESSIONS).optional();
const timeoutMs = () => numberText(1, 600_000).optional();

function truth() {
  return z
    .string()
    .toLowerCase()
    .pipe(oneOf(['true', 'false']));
}

/** The standard variables of OpenTelemetry that count here; `…_TRACES_…` wins over the one without. */
export const otelVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: documentUrl().optional().meta({
    description: 'Where a collector takes OTLP over HTTP; `/v1/traces` is added. Switches tracing on.',
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: documentUrl()
    .optional()
    .meta({ description: 'The same as the whole address, to which nothing is added.' }),
  OTEL_SDK_DISABLED: truth().optional().meta({ description: '`true`: nothing is traced.' }),
  OTEL_TRACES_EXPORTER: oneOf(['otlp', 'none'])
    .default('otlp')
    .meta({ description: '`none`: nothing is traced.' }),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol().meta({
    description: '`http/protobuf` or `http/json`; `grpc` is not spoken here.',
  }),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol().meta({ description: 'The same, for traces.' }),
  OTEL_EXPORTER_OTLP_HEADERS: headerList().optional().meta({
    secret: true,
    description: 'Headers for the collector: `name=value,…`, values percent-encoded.',
  }),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: headerList()
    .optional()
    .meta({ secret: true, description: 'More of them, for traces.' }),
  OTEL_EXPORTER_OTLP_TIMEOUT: timeoutMs().meta({
    description: 'How long sending a batch may take with all its tries, in milliseconds.',
  }),
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: timeoutMs().meta({ description: 'The same, for traces.' }),
  OTEL_EXPORTER_OTLP_COMPRESSION: compression().meta({ description: '`gzip` or `none`.' }),
  OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: compression().meta({ description: 'The same, for traces.' }),
  OTEL_EXPORTER_OTLP_CERTIFICATE: pemFile()
    .optional()
    .meta({ description: 'A PEM file with the certificates by which the collector is trusted.' }),
  OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: pemFile().optional().meta({ description: 'The same, for traces.' }),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: pemFile()
    .optional()
    .meta({ description: 'A PEM file with the certificate that is shown to the collector.' }),
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: pemFile()
    .optional()
    .meta({ description: 'The same, for traces.' }),
  OTEL_EXPORTER_OTLP_CLIENT_KEY: pemFile()
    .optional()
    .meta({ description: 'A PEM file with the key of that certificate.' }),
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: pemFile().optional().meta({ description: 'The same, for traces.' }),
  OTEL_SERVICE_NAME: z.string().optional().meta({ description: 'The name of this server in traces.' }),
  OTEL_RESOURCE_ATTRIBUTES: pairList()
    .optional()
    .meta({ description: 'What else every span tells of this process: `name=value,…`.' }),
  OTEL_TRACES_SAMPLER: oneOf(SAMPLERS)
    .default('parentbased_always_on')
    .meta({ description: 'Which requests are traced.' }),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0(\.\d{1,9})?|1(\.0{1,9})?)$/, { error: 'must be a number from 0 to 1' })
    .transform(Number)
    .default(1)
    .meta({ description: 'The share of requests that the samplers named `…traceidratio` take.' }),
  OTEL_BSP_SCHEDULE_DELAY: numberText(1, 600_000)
    .default(5000)
    .meta({ description: 'How long a span waits at most to be sent with others, in milliseconds.' }),
  OTEL_BSP_EXPORT_TIMEOUT: numberText(1, 600_000)
    .default(30_000)
    .meta({ description: 'After which a batch is given up, in milliseconds.' }),
  OTEL_BSP_MAX_QUEUE_SIZE: numberText(1, 1_000_000)
    .default(2048)
    .meta({ description: 'Spans that are kept until they are sent; more are dropped.' }),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: numberText(1, 1_000_000)
    .default(512)
    .meta({ description: 'Spans that are sent at once.' }),
};
