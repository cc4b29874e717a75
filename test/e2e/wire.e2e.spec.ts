import type { Server } from 'node:http';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../support/fake-clock.js';
import { connectTo, rawTo } from '../support/raw-http.js';
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
  const raw = (bytes: string): Promise<string> => rawTo(server.url, bytes);
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

  it('answers in the form of the contract where Node would by itself', async () => {
    const connected = await raw('CONNECT example.org:443 HTTP/1.1\r\nhost: example.org\r\n\r\n');
    expect(connected).toMatch(/^HTTP\/1\.1 405 /);
    expect(connected).toContain('"code":"METHOD_NOT_ALLOWED"');
    expect(connected).toMatch(/\r\nallow: \r\n/);
    const nameless = await raw('GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n');
    expect(nameless).toMatch(/^HTTP\/1\.1 400 /);
    expect(nameless).toContain('"code":"BODY_MALFORMED"');
    for (const answer of [connected, nameless]) expect(answer).toMatch(/\r\nx-trace-id: [0-9a-f-]{36}\r\n/);
  });

  it.each([
    ['what is not HTTP', 'GARBAGE\r\n\r\n', 'BODY_MALFORMED'],
    ['a CONNECT', 'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n', 'METHOD_NOT_ALLOWED'],
  ])('answers what came before %s first', async (_, next, code) => {
    const head = `POST /v1/mini/ask HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.token()}`;
    const length = `content-type: application/json\r\ncontent-length: ${good.length}`;
    const answers = await raw(`${head}\r\n${length}\r\n\r\n${good}${next}`);
    expect(answers.match(/HTTP\/1\.1 \d+ /g)).toHaveLength(2);
    expect(answers.indexOf('"status":"complete"')).toBeLessThan(answers.indexOf(`"code":"${code}"`));
    expect(answers).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('needs no Host of HTTP/1.0, and no expectation to be one that it knows', async () => {
    expect(await raw('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    const expecting = 'GET /healthz HTTP/1.1\r\nhost: x\r\nexpect: miracles\r\nconnection: close\r\n\r\n';
    expect(await raw(expecting)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('says that there is nothing before it says what else is wrong', async () => {
    const bodies = [
      ['{"broken', 'application/json'],
      ['a=b', 'application/x-www-form-urlencoded'],
      ['x'.repeat(70_000), 'application/json'],
    ] as const;
    for (const [body, type] of bodies) {
      const headers = { 'content-type': type };
      const nowhere = await server.call('POST', '/v1/nowhere', { body, headers });
      expect([nowhere.status, nowhere.body.code]).toEqual([404, 'NOT_FOUND']);
      const wrong = await server.call('PUT', '/v1/mini/ask', { body, headers });
      expect([wrong.status, wrong.body.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    }
  });

  it('names even a refusal for nothing by the traceId that came with it', async () => {
    const { headers } = await server.call('POST', '/v1/nowhere', { body: { traceId: 'lost-1' } });
    expect(headers.get('x-trace-id')).toBe('lost-1');
  });

  it('limits what strangers can write', async () => {
    const own = await RunningApp.start({ clock: new FakeClock() });
    const token = own.token('op', true);
    // Who is known is let in whatever strangers do.
    await own.call('GET', '/v1/ops/traces', { token });
    for (let index = 0; index < 310; index += 1) await own.ask({}, null);
    const { body } = await own.call('GET', '/v1/ops/traces?limit=100', { token });
    const second = await own.call('GET', `/v1/ops/traces?limit=100&cursor=${body.nextCursor}`, { token });
    const stored = [...(body.items ?? []), ...(second.body.items ?? [])];
    expect(stored.filter((item) => item['userId'] === null)).toHaveLength(100);
    const { text: metrics } = await own.call('GET', '/metrics', { token: null });
    expect(metrics).toMatch(/miniask_asks_total\{[^}]*code="UNAUTHENTICATED"\} 300/);
    expect(metrics).toMatch(/miniask_asks_total\{[^}]*code="RATE_LIMITED"\} 10/);
    await own.stop();
  });
});

it('hangs up on who sends a request too slowly, and says why', async () => {
  const patience = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 };
  const server = await RunningApp.start({ patience });
  const slow =
    'POST /v1/mini/ask HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{';
  const answer = await rawTo(server.url, slow);
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(answer).toContain('did not arrive in time');
  expect(answer).toMatch(/\r\nx-trace-id: /);
  await server.stop();
});

/** For which who was hung up on may read on. */
const GRACE_MS = 1000;

describe('who was hung up on and keeps the own side open', () => {
  const patience = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 };
  const clock = new FakeClock();
  let server: RunningApp;
  beforeAll(async () => {
    server = await RunningApp.start({ patience, clock });
  });
  afterAll(() => server.stop());

  async function openConnections(): Promise<number> {
    const http: Server = server.app.getHttpServer();
    return promisify(http.getConnections.bind(http))();
  }

  it('gets the answer, and no more than a moment after it', async () => {
    const openings = [
      'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n',
      'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\nCONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n',
      'GARBAGE\r\n\r\n',
      'POST /v1/mini/ask HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
      'GET /healthz HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade, close\r\n\r\n',
      'GET /healthz HTTP/1.0\r\n\r\n',
    ];
    const sockets = await Promise.all(
      openings.map(async (opening) => {
        const socket = await connectTo(server.url, { allowHalfOpen: true });
        let answer = '';
        socket.on('data', (chunk) => (answer += chunk.toString()));
        socket.on('error', () => undefined);
        socket.write(opening);
        return { socket, answer: () => answer };
      }),
    );
    const bodies = (): boolean[] => sockets.map(({ answer }) => answer().endsWith('}'));
    await vi.waitFor(() => expect(bodies()).not.toContain(false), { timeout: 3000 });
    // Two were answered in order, and Node has closed them.
    await vi.waitFor(async () => expect(await openConnections()).toBe(openings.length - 2));
    clock.advance(GRACE_MS - 1);
    expect(await openConnections()).toBe(openings.length - 2);
    clock.advance(1);
    await vi.waitFor(async () => expect(await openConnections()).toBe(0));
    for (const { socket } of sockets) {
      expect(socket.writable).toBe(true);
      socket.destroy();
    }
  });

  it('has the answer also when the bytes behind it go on', async () => {
    const socket = await connectTo(server.url, { allowHalfOpen: true });
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write('GARBAGE\r\n\r\n');
    await vi.waitFor(() => expect(answer).toContain('BODY_MALFORMED'));
    const written = new Promise((resolve) => socket.write('MORE OF IT\r\n\r\n'.repeat(50), resolve));
    await written;
    // A round trip on another connection: by then the server has read what was written.
    await server.call('GET', '/healthz', { token: null });
    expect(socket.closed).toBe(false);
    clock.advance(GRACE_MS);
    await vi.waitFor(() => {
      socket.write('AND MORE\r\n\r\n');
      expect(socket.closed).toBe(true);
    });
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });
});
