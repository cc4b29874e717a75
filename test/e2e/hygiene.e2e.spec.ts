import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, rawTo, untilClosed } from '../support/raw-http.js';
import { RunningApp } from '../support/running-app.js';

const GOOD = JSON.stringify({ intent: 'summarize', input: { text: 'A text.' } });

let server: RunningApp;
beforeAll(async () => {
  server = await RunningApp.start();
});
afterAll(() => server.stop());

/** The head of an ask, without what says how long it is. */
const ask = (version = '1.1'): string =>
  `POST /v1/mini/ask HTTP/${version}\r\nhost: x\r\nauthorization: Bearer ${server.token()}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
const chunked = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

function expectProblem(answer: string, status: number, code: string): void {
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toMatch(/\r\nx-trace-id: [\w.:-]+\r\n/);
  expect(answer).toMatch(/\r\nx-content-type-options: nosniff\r\n/);
  expect(answer).toContain(`"code":"${code}"`);
  expect(answer.match(/HTTP\/1\.1 \d\d\d /g)).toHaveLength(1);
}

describe('a request whose end two readers would see in two places', () => {
  it.each([
    ['length and chunks', `content-length: ${GOOD.length}\r\ntransfer-encoding: chunked\r\n\r\n`],
    ['two lengths', `content-length: ${GOOD.length}\r\ncontent-length: 3\r\n\r\n`],
    ['a list of lengths', `content-length: ${GOOD.length}, ${GOOD.length}\r\n\r\n`],
    ['a signed length', `content-length: +${GOOD.length}\r\n\r\n`],
    ['a space before the colon', `content-length : ${GOOD.length}\r\n\r\n`],
    ['a folded line', `x-a: b\r\n c\r\ncontent-length: ${GOOD.length}\r\n\r\n`],
    ['chunks within something', 'transfer-encoding: chunked, identity\r\n\r\n'],
    ['chunks that are nearly called so', 'transfer-encoding: xchunked\r\n\r\n'],
    ['chunks twice', 'transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n'],
    ['a length of no number', 'content-length: 0x10\r\n\r\n'],
    ['a bare line feed', `x: y\ncontent-length: ${GOOD.length}\r\n\r\n`],
  ])('is refused: %s', async (_, rest) => {
    expectProblem(await rawTo(server.url, `${ask()}${rest}${GOOD}`), 400, 'BODY_MALFORMED');
  });

  it('is refused: chunks of no size, and chunks in something else', async () => {
    const bad = await rawTo(server.url, `${ask()}transfer-encoding: chunked\r\n\r\nzz\r\n${GOOD}`);
    expectProblem(bad, 400, 'BODY_MALFORMED');
    const zipped = `${ask()}transfer-encoding: gzip, chunked\r\n\r\n${chunked(GOOD)}`;
    expectProblem(await rawTo(server.url, zipped), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('is refused: the same header twice', async () => {
    for (const line of ['host: y', 'content-type: text/plain', 'Host: x']) {
      const answer = await rawTo(
        server.url,
        `${ask()}${line}\r\ncontent-length: ${GOOD.length}\r\n\r\n${GOOD}`,
      );
      expectProblem(answer, 400, 'BODY_MALFORMED');
    }
  });

  it('is one when it is none of these', async () => {
    const answer = await rawTo(server.url, `${ask()}transfer-encoding: chunked\r\n\r\n${chunked(GOOD)}`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('headers and addresses', () => {
  const get = (target: string, more = '', method = 'GET'): Promise<string> =>
    rawTo(
      server.url,
      `${method} ${target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.token('op', true)}\r\n${more}connection: close\r\n\r\n`,
    );

  it('are bounded in size and number', async () => {
    expectProblem(await get('/healthz', `x: ${'y'.repeat(17_000)}\r\n`), 400, 'BODY_MALFORMED');
    expectProblem(await get(`/healthz?${'y'.repeat(17_000)}`), 400, 'BODY_MALFORMED');
    expectProblem(await get('/healthz', 'x: y\r\n'.repeat(100)), 400, 'BODY_MALFORMED');
    expectProblem(await get('/healthz', 'a:\r\n'.repeat(3000)), 400, 'BODY_MALFORMED');
    expect(await get('/healthz', 'x: y\r\n'.repeat(97))).toMatch(/^HTTP\/1\.1 200 /);
    expectProblem(await get(`/v1/${'y'.repeat(12_000)}`), 404, 'NOT_FOUND');
  });

  it('are taken in the forms of RFC 9112', async () => {
    expect(await get('http://anywhere.example/healthz')).toMatch(/^HTTP\/1\.1 200 /);
    expectProblem(await get('*', '', 'OPTIONS'), 404, 'NOT_FOUND');
    expectProblem(await get('//healthz'), 404, 'NOT_FOUND');
    expectProblem(await get('/v1%2fops%2fprofiles'), 404, 'NOT_FOUND');
    expectProblem(await get('/v1/mini/asks/a%2fb'), 404, 'NOT_FOUND');
    expectProblem(await get('/healthz', '', 'PROPFIND'), 405, 'METHOD_NOT_ALLOWED');
    expectProblem(await get('/healthz', '', 'FOO'), 400, 'BODY_MALFORMED');
    expect(await get('/healthz', '', 'HEAD')).toMatch(/\r\n\r\n$/);
  });

  it('ask for no other protocol', async () => {
    for (const more of [
      'upgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n',
      'upgrade: websocket\r\nsec-websocket-version: 13\r\n',
    ]) {
      expect(await get('/healthz', `connection: upgrade\r\n${more}`)).toMatch(/^HTTP\/1\.1 200 /);
    }
    expectProblem(await rawTo(server.url, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 400, 'BODY_MALFORMED');
  });

  it('are told to go on, and refused before the body when it is too long', async () => {
    const expecting = await connectTo(server.url);
    expecting.write(`${ask()}expect: 100-continue\r\ncontent-length: ${GOOD.length}\r\n\r\n`);
    expecting.once('data', () => expecting.write(GOOD));
    expect(await untilClosed(expecting)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    const long = await rawTo(server.url, `${ask()}content-length: 70000\r\n\r\n{`);
    expectProblem(long, 413, 'BODY_TOO_LARGE');
  });

  it('have each query once', async () => {
    for (const query of ['limit=1&limit=2', 'limit[]=1', '__proto__=1', 'x=1&'.repeat(2000)]) {
      expectProblem(await get(`/v1/ops/traces?${query}`), 400, 'INPUT_INVALID');
    }
    await server.ask(GOOD.replace('{', '{"traceId":"after-1",'), server.token('op', true));
    const twice = await get('/v1/mini/asks/after-1?after=1&after=2', 'accept: text/event-stream\r\n');
    expectProblem(twice, 400, 'INPUT_INVALID');
  });
});

describe('JSON', () => {
  const input = '"input":{"text":"A text."}';

  it.each([
    [`{"intent":"summarize","traceId":"d-1",${input},"intent":"support"}`, '/intent'],
    [`{"intent":"summarize","traceId":"d-1",${input},"\\u0069nput":{}}`, '/input'],
    [`{"intent":"summarize","traceId":"d-1","input":{"text":"a","text":"b"}}`, '/input/text'],
    [`{"intent":"summarize","traceId":"d-1",${input},"__proto__":{"stream":true}}`, '/__proto__'],
    [`{"intent":"summarize","traceId":"d-1",${input},"constructor":{}}`, '/constructor'],
    [`{"intent":"summarize","traceId":"d-1",${input},"context":${'['.repeat(5000)}${']'.repeat(5000)}}`, ''],
    [`{"intent":"summarize","traceId":"d-1",${input},"context":[${'1,'.repeat(9000)}1]}`, ''],
    [`{"intent":"summarize","traceId":"d-1",${input},"context":{"n":1e999}}`, '/context/n'],
    [`{"intent":"summarize","traceId":"d-1","input":{"text":"a","maxBullets":1e999}}`, '/input/maxBullets'],
  ])(
    'that two readers would read in two ways, or that is too much, is refused: %#',
    async (body, pointer) => {
      const { status, headers, body: problem } = await server.ask(body);
      expect([status, problem.code]).toEqual([400, 'INPUT_INVALID']);
      expect(problem.errors?.map((error) => error.pointer)).toEqual([pointer]);
      expect(headers.get('x-trace-id')).toBe('d-1');
    },
  );

  it('with a byte order mark is read, and half of a character is replaced', async () => {
    expect((await server.ask(`\ufeff${GOOD}`)).status).toBe(200);
    const { status, text } = await server.ask(
      '{"intent":"summarize","input":{"text":"Half \\ud83d of it."}}',
    );
    expect(status).toBe(200);
    expect(text.isWellFormed()).toBe(true);
    const nameless = await server.ask('{"intent":"summarize","input":{"text":"a"},"\\ud83d":1}');
    expect(nameless.body.errors).toEqual([{ pointer: '/\ufffd', message: 'is not a known field' }]);
  });
});

describe('connections', () => {
  const patience = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 };

  it('are closed when nothing comes, or a little at a time, and the answer says why', async () => {
    const slow = await RunningApp.start({ patience });
    const idle = untilClosed(await connectTo(slow.url));
    const drips = [
      'GET /healthz HTTP/1.1\r\n',
      'POST /v1/mini/ask HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n',
    ];
    const dripped = drips.map(async (head) => {
      const socket = await connectTo(slow.url);
      socket.write(head);
      const dripping = setInterval(() => socket.write('a'), 20);
      return untilClosed(socket).finally(() => clearInterval(dripping));
    });
    for (const answer of await Promise.all([idle, ...dripped])) {
      expectProblem(answer, 400, 'BODY_MALFORMED');
      expect(answer).toContain('did not arrive in time');
    }
    await slow.stop();
  });

  it('are bounded in number; who closes one makes room', async () => {
    const small = await RunningApp.start({ maxConnections: 20 });
    const opened = await Promise.all(Array.from({ length: 200 }, () => connectTo(small.url)));
    const closed = new Set<number>();
    opened.forEach((socket, index) =>
      socket
        .on('error', () => undefined)
        .on('close', () => closed.add(index))
        .resume(),
    );
    while (closed.size < 180) await new Promise((resolve) => setImmediate(resolve));
    expect(closed.size).toBe(180);
    for (const socket of opened) socket.destroy();
    let status = 0;
    while (status === 0)
      status = await small.call('GET', '/healthz', { token: null }).then(
        (reply) => reply.status,
        () => 0,
      );
    expect(status).toBe(200);
    await small.stop();
  });
});
