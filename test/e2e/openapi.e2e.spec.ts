import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RunningApp } from '../support/running-app.js';

const Operation = z.looseObject({
  responses: z.record(z.string(), z.unknown()),
  requestBody: z.unknown().optional(),
  parameters: z.unknown().optional(),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.looseObject({ properties: z.looseObject({}) })),
  }),
});

/** The document that clients are generated from, as the whole server gives it. */
describe('the OpenAPI document', () => {
  let server: RunningApp;
  let document: z.output<typeof Document>;
  beforeAll(async () => {
    server = await RunningApp.start();
    document = Document.parse((await server.call('GET', '/docs-json', { token: null })).body);
  });
  afterAll(() => server.stop());

  it('tells of every call what a success and a failure look like', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({ call: `${method} ${path}`, responses })),
    );
    expect(operations.length).toBeGreaterThan(5);
    for (const { call, responses } of operations) {
      const text = JSON.stringify(responses['200'] ?? responses['202'] ?? responses['204']);
      // A 204 has no body that could be described.
      const said = responses['204'] === undefined ? '#/components/schemas/' : '"description":';
      expect([call, text]).toEqual([call, expect.stringContaining(said)]);
      expect([call, JSON.stringify(responses['500'])]).toEqual([call, expect.stringContaining('Problem')]);
    }
  });

  const problems = (path: string, method: string, status: string): string =>
    JSON.stringify(document.paths[path]?.[method]?.responses[status]) ?? '';

  it('tells of every call with a body that it may be too large, or no JSON', () => {
    const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody }]) =>
        requestBody === undefined ? [] : [[path, method] as const],
      ),
    );
    expect(calls.length).toBeGreaterThan(8);
    for (const [path, method] of calls) {
      const told = ['400', '413', '415'].map((status) => problems(path, method, status));
      expect([path, ...told]).toEqual([
        path,
        expect.stringMatching(/BODY_MALFORMED.*INPUT_INVALID/),
        expect.stringContaining('BODY_TOO_LARGE'),
        expect.stringContaining('UNSUPPORTED_MEDIA_TYPE'),
      ]);
    }
  });

  it('tells of a call what is told of its controller, too, once', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      if (!path.startsWith('/v1/ops/')) continue;
      for (const method of Object.keys(methods)) {
        expect([path, problems(path, method, '403')]).toEqual([
          path,
          expect.stringContaining('OPERATOR_ONLY'),
        ]);
        expect([path, problems(path, method, '500').match(/INTERNAL/g)]).toEqual([path, ['INTERNAL']]);
      }
    }
    expect(problems('/v1/ops/routes/{intent}', 'put', '403')).toContain('PROFILE_NOT_ALLOWED');
  });

  it('has an example of every intent and flag in a path, and of what OFREP takes', () => {
    const parameters = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).flatMap(({ parameters: all = [] }) =>
        z
          .array(z.object({ in: z.string(), name: z.string(), schema: z.looseObject({}) }))
          .parse(all)
          .filter(({ in: where, name }) => where === 'path' && ['intent', 'key'].includes(name))
          .map(({ schema }) => ({ path, example: schema['example'] })),
      ),
    );
    expect(parameters.length).toBeGreaterThan(10);
    expect(parameters.filter(({ example }) => typeof example !== 'string')).toEqual([]);
    for (const path of ['/ofrep/v1/evaluate/flags', '/ofrep/v1/evaluate/flags/{key}']) {
      const { content } = Object(document.paths[path]?.['post']?.requestBody);
      expect([path, content['application/json'].examples]).toMatchObject([path, { version: { value: {} } }]);
    }
  });

  it('tells which limits a call has, also where it succeeds, and when to come again', () => {
    const headersOf = (call: string, method: string, status: string): string[] =>
      Object.keys(Object(document.paths[call]?.[method]?.responses[status]).headers ?? {}).toSorted();
    const state = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];
    for (const [call, method, ok] of [
      ['/v1/mini/ask', 'post', '200'],
      ['/v1/mini/ask', 'post', '202'],
      ['/v1/mini/asks/{traceId}', 'get', '200'],
      ['/v1/mini/asks/{traceId}', 'delete', '200'],
      ['/v1/mini/asks/{traceId}/feedback', 'post', '204'],
      ['/v1/mini/login', 'post', '200'],
    ] as const) {
      expect([call, ok, headersOf(call, method, ok)]).toEqual([call, ok, state]);
      expect(headersOf(call, method, '429')).toEqual([...state, 'Retry-After']);
    }
    expect(headersOf('/v1/mini/config', 'get', '200')).toEqual(['ETag', ...state]);
    expect(headersOf('/v1/mini/config', 'get', '304')).toEqual(['ETag', ...state]);
    expect(headersOf('/v1/ops/profiles', 'get', '429')).toEqual(['Retry-After']);
  });

  it('has every field of a trace, and no other', async () => {
    await server.ask({ intent: 'summarize', traceId: 'whole', input: { text: 'A text.' } });
    const token = server.token('op', true);
    const list = await server.call('GET', '/v1/ops/traces?traceId=whole', { token });
    const [summary] = list.body.items ?? [];
    const trace = await server.call('GET', `/v1/ops/traces/${summary?.id}`, { token });
    const fields = (name: string): string[] =>
      Object.keys(document.components.schemas[name]?.properties ?? {}).toSorted();
    expect(fields('TraceDetail')).toEqual(Object.keys(trace.body).toSorted());
    expect(fields('TraceSummary')).toEqual(Object.keys(summary ?? {}).toSorted());
  });

  it('has examples of a change and of its rollback that work', async () => {
    const token = server.token('op', true);
    const path = '/v1/ops/routes/{intent}';
    for (const [method, at] of [
      ['put', path],
      ['post', `${path}/rollback`],
    ] as const) {
      const { requestBody } = Object(document.paths[at]?.[method]);
      const examples: object = requestBody.content['application/json'].examples;
      expect(Object.keys(examples)).not.toEqual([]);
      for (const { value: body } of Object.values(examples)) {
        const { status } = await server.call(method.toUpperCase(), at.replace('{intent}', 'summarize'), {
          token,
          body,
        });
        expect([at, body, status]).toEqual([at, body, 200]);
      }
    }
  });
});
