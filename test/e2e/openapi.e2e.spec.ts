import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RunningApp } from '../support/running-app.js';

const Operation = z.looseObject({ responses: z.record(z.string(), z.unknown()) });
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
