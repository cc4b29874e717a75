import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningApp } from '../support/running-app.js';

/** What comes below and beside the contract: odd bytes, odd headers, odd addresses. */
describe('on the wire', () => {
  let server: RunningApp;
  beforeAll(async () => {
    server = await RunningApp.start();
  });
  afterAll(() => server.stop());

  const good = JSON.stringify({ intent: 'summarize', input: { text: 'A text.' } });
  const post = (body: Uint8Array | string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${server.url}/v1/mini/ask`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token()}`, ...headers },
      body: Buffer.from(body),
    });
  const codeOf = async (response: Response): Promise<unknown> => {
    const { code }: { code?: unknown } = Object(await response.json());
    return code;
  };

  it('takes a DELETE with the content type that wx.request always sends', async () => {
    await server.ask({ intent: 'summarize', traceId: 'wx', input: { text: 'A text.' } });
    const headers = { 'content-type': 'application/json' };
    const { status, body } = await server.call('DELETE', '/v1/mini/asks/wx', { headers });
    expect([status, body.status]).toEqual([200, 'complete']);
  });

  it('takes UTF-8 only, said or not', async () => {
    expect((await post(good, { 'content-type': 'application/json; charset=UTF-8' })).status).toBe(200);
    const gbk = await post(good, { 'content-type': 'application/json; charset=gbk' });
    expect(await codeOf(gbk)).toBe('UNSUPPORTED_MEDIA_TYPE');
    const zipped = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect(await codeOf(await post(gzipSync(good), zipped))).toBe('UNSUPPORTED_MEDIA_TYPE');
    const broken = Buffer.concat([Buffer.from('{"intent":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    expect(await codeOf(await post(broken, { 'content-type': 'application/json' }))).toBe('BODY_MALFORMED');
  });

  it.each([
    ['/v1/mini/asks/%zz', 404],
    [`/v1/mini/asks/${'a'.repeat(200)}`, 404],
    ['/v1/mini/asks/', 404],
    ['/docs/nope', 404],
    ['/docs/%00', 404],
    [`/docs/${'a'.repeat(5000)}`, 404],
  ])('answers %s like any unknown address', async (path, status) => {
    const reply = await server.call('GET', path);
    expect([reply.status, reply.body.code]).toEqual([status, 'NOT_FOUND']);
    expect(reply.headers.get('x-trace-id')).toBe(reply.body.traceId);
  });

  it('answers what is not HTTP in the form of the contract', async () => {
    const answer = await raw('GARBAGE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/\r\nx-trace-id: [0-9a-f-]{36}\r\n/);
    expect(answer).toContain('"code":"BODY_MALFORMED"');
    expect(await raw(`GET /healthz HTTP/1.1\r\nhost: x\r\nbig: ${'x'.repeat(20_000)}\r\n\r\n`)).toContain(
      '"code":"BODY_MALFORMED"',
    );
  });

  it('limits what strangers can write', async () => {
    for (let index = 0; index < 130; index += 1) await server.ask({}, null);
    const token = server.token('op', true);
    const { body } = await server.call('GET', '/v1/ops/traces?limit=100', { token });
    const second = await server.call('GET', `/v1/ops/traces?limit=100&cursor=${body.nextCursor}`, { token });
    const stored = [...body.items, ...(second.body.items ?? [])];
    expect(stored.filter(({ userId }: { userId: unknown }) => userId === null)).toHaveLength(100);
    const { body: metrics } = await server.call('GET', '/metrics', { token: null });
    expect(metrics).toMatch(/miniask_asks_total\{[^}]*code="UNAUTHENTICATED"\} 130/);
  });

  function raw(bytes: string): Promise<string> {
    const { hostname, port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  }
});
