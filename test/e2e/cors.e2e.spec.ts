import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Reply, RunningApp } from '../support/running-app.js';

const ORIGIN = 'http://localhost:5173';
const ASK = { intent: 'summarize', input: { text: 'One thing. Another thing.' } };
const PREFLIGHT = {
  origin: ORIGIN,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
};

const corsHeaders = ({ headers }: Reply): string[] =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'));

describe('with MINIASK_CORS_ORIGINS', () => {
  let server: RunningApp;
  beforeAll(async () => {
    server = await RunningApp.start({ env: { MINIASK_CORS_ORIGINS: `https://h5.example, ${ORIGIN}` } });
  });
  afterAll(() => server.stop());

  const call = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<Reply> =>
    server.call(method, path, { headers, body, token: method === 'OPTIONS' ? null : server.token() });

  it('answers a preflight, without a token', async () => {
    const reply = await call('OPTIONS', '/v1/mini/ask', PREFLIGHT);
    expect(reply.status).toBe(204);
    expect(reply.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(reply.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, DELETE');
    expect(reply.headers.get('access-control-allow-headers')).toContain('authorization, content-type');
    expect(reply.headers.get('access-control-allow-credentials')).toBeNull();
    expect(reply.headers.get('vary')).toBe('Origin');
    expect(reply.headers.get('x-trace-id')).toMatch(/^[\w-]{36}$/);
  });

  it.each([
    ['an answer', ASK, 200],
    ['a stream', { ...ASK, stream: true }, 200],
    ['a refusal', { intent: 'none' }, 400],
  ])('lets a page of a named origin read %s', async (_, body, status) => {
    const reply = await call('POST', '/v1/mini/ask', { origin: ORIGIN }, body);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    const exposed = reply.headers.get('access-control-expose-headers');
    for (const name of ['x-trace-id', 'retry-after', 'ratelimit']) expect(exposed).toContain(name);
  });

  it.each([
    'https://elsewhere.example',
    'null',
    `${ORIGIN}.evil.example`,
    'https://H5.example',
    'http://localhost:5174',
  ])('gives the origin %s nothing', async (origin) => {
    const asked = await call('POST', '/v1/mini/ask', { origin }, ASK);
    expect([asked.status, corsHeaders(asked)]).toEqual([200, []]);
    const preflight = await call('OPTIONS', '/v1/mini/ask', { ...PREFLIGHT, origin });
    expect([preflight.status, preflight.body.code, corsHeaders(preflight)]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      [],
    ]);
  });

  it.each([
    ['OPTIONS', '/v1/ops/traces', 405],
    ['GET', '/v1/ops/profiles', 403],
    ['GET', '/healthz', 200],
    ['OPTIONS', '/v1/nowhere', 404],
    ['GET', '/v1/nowhere', 404],
  ])('has nothing to do with %s %s', async (method, path, status) => {
    const reply = await call(method, path, PREFLIGHT);
    expect([reply.status, corsHeaders(reply)]).toEqual([status, []]);
  });

  it('takes an OPTIONS that asks for nothing for no preflight', async () => {
    const reply = await call('OPTIONS', '/v1/mini/ask', { origin: ORIGIN });
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

it('has no headers of CORS as long as no origin is named', async () => {
  const server = await RunningApp.start();
  const asked = await server.call('POST', '/v1/mini/ask', { body: ASK, headers: { origin: ORIGIN } });
  const preflight = await server.call('OPTIONS', '/v1/mini/ask', { headers: PREFLIGHT, token: null });
  await server.stop();
  expect([asked.status, corsHeaders(asked)]).toEqual([200, []]);
  expect([preflight.status, corsHeaders(preflight)]).toEqual([405, []]);
});
