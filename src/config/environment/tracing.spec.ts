import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings } from './load-settings.js';

const ADDRESS = 'http://collector:4318';

const load = (env: Readonly<Record<string, string>>) => loadSettings({ APP_ENV: 'dev', ...env }, false);
const tracingOf = (env: Readonly<Record<string, string>>) => load(env).settings?.tracing;
const issuesOf = (env: Readonly<Record<string, string>>) =>
  load({ OTEL_EXPORTER_OTLP_ENDPOINT: ADDRESS, ...env }).issues.map(
    ({ severity, path, message }) => `${severity} ${path}: ${message}`,
  );

describe('whether spans are told', () => {
  it.each([
    [{}],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    [{ OTEL_SERVICE_NAME: 'asks' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ADDRESS, OTEL_SDK_DISABLED: 'TRUE' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ADDRESS, OTEL_TRACES_EXPORTER: 'none' }],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: ADDRESS,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_TRACES_EXPORTER: 'none',
      },
    ],
  ])('is not said by %o', (env) => {
    expect(load(env).issues).toEqual([]);
    expect(tracingOf(env)).toBeUndefined();
  });

  it('is said by an address alone', () => {
    expect(tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: `${ADDRESS}/` })).toEqual({
      resource: { 'service.name': 'miniask', 'deployment.environment.name': 'dev' },
      sampler: { name: 'parentbased_always_on', ratio: 1 },
      exporter: {
        protocol: 'http/protobuf',
        url: `${ADDRESS}/v1/traces`,
        headers: {},
        timeoutMs: 10_000,
        compression: 'none',
        tls: {},
      },
      batch: { delayMs: 5000, exportTimeoutMs: 30_000, queueSize: 2048, batchSize: 512 },
    });
  });
});

describe('how spans are told', () => {
  it('is what the variables for traces say, and else those for everything', () => {
    const folder = mkdtempSync(join(tmpdir(), 'otel-'));
    const pem = join(folder, 'ca.pem');
    writeFileSync(pem, 'PEM');
    const tracing = tracingOf({
      OTEL_EXPORTER_OTLP_ENDPOINT: ADDRESS,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/take',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc, a=1',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'a=2',
      OTEL_EXPORTER_OTLP_TIMEOUT: '700',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_CERTIFICATE: pem,
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,team=a%3Db',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    });
    expect(tracing).toMatchObject({
      resource: { 'service.name': 'other', team: 'a=b' },
      sampler: { name: 'traceidratio', ratio: 0.25 },
      exporter: {
        protocol: 'http/json',
        url: 'https://traces.example/take',
        headers: { authorization: 'Bearer abc', a: '2' },
        timeoutMs: 700,
        compression: 'gzip',
        tls: { ca: 'PEM' },
      },
    });
  });
});

describe('what the SDK would take in silence', () => {
  it.each([
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /error OTEL_EXPORTER_OTLP_PROTOCOL: is grpc, .*4318/],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http' }, /error OTEL_EXPORTER_OTLP_PROTOCOL: .*http\/protobuf/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /error OTEL_EXPORTER_OTLP_ENDPOINT: .*http:\/\//],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'abc' }, /error OTEL_EXPORTER_OTLP_HEADERS: must be a list/],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=%0A' }, /error OTEL_EXPORTER_OTLP_HEADERS: must be a list of HTTP/],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'a=%' }, /error OTEL_RESOURCE_ATTRIBUTES: must be a list/],
    [{ OTEL_TRACES_SAMPLER: 'always' }, /error OTEL_TRACES_SAMPLER: .*always_on/],
    [
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '10%' },
      /error OTEL_TRACES_SAMPLER_ARG/,
    ],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio' }, /warning OTEL_TRACES_SAMPLER_ARG: is missing/],
    [{ OTEL_TRACES_SAMPLER_ARG: '0.1' }, /warning OTEL_TRACES_SAMPLER_ARG: has no effect/],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, /error OTEL_TRACES_EXPORTER/],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: '100' }, /error OTEL_BSP_MAX_EXPORT_BATCH_SIZE: is 512, more than/],
    [{ OTEL_BSP_SCHEDULE_DELAY: '5s' }, /error OTEL_BSP_SCHEDULE_DELAY/],
    [
      { OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere.pem' },
      /error OTEL_EXPORTER_OTLP_CERTIFICATE: .*does not exist/,
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPIONT: ADDRESS }, /warning OTEL_EXPORTER_OTLP_ENDPIONT: is not read/],
  ])('is told: %o', (env, said) => {
    expect(issuesOf(env)).toEqual([expect.stringMatching(said)]);
  });

  it('quotes no header', () => {
    expect(issuesOf({ OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer abc\n' }).join()).not.toContain(
      'abc',
    );
  });
});
