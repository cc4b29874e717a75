import { type IncomingMessage, type RequestListener, type ServerResponse, createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { listen, stop } from '../../test/support/listen.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import type { Clock } from '../common/clock.js';
import { streamCheck } from './stream-check.js';

const TOKEN = 'a-token-that-nobody-may-see';
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of stops.splice(0).toReversed()) await end();
});

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  stops.push(() => stop(server));
  return listen(server);
}

/** Runs the command; whatever it finds, the token must not be told. */
async function check(args: readonly string[], env: Readonly<Record<string, string>> = {}, clock?: Clock) {
  const lines: string[] = [];
  const variables = { STREAM_CHECK_TOKEN: TOKEN, ...env };
  const exitCode = await streamCheck(args, variables, (line) => lines.push(line), clock);
  expect(lines.join('\n')).not.toContain(TOKEN);
  return { exitCode, lines, last: lines.at(-1) };
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
};
const PROBLEM = { 'content-type': 'application/problem+json; charset=utf-8' };

const event = (id: number, type: string, data: object): string =>
  `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
const answerOf = (latencyMs: number): string =>
  event(1, 'start', {}) +
  event(2, 'delta', { text: 'One ' }) +
  event(3, 'delta', { text: 'two.' }) +
  event(4, 'done', { answer: 'One two.', latencyMs });

/** A server that lets no operator check, and answers an ask like this. */
function answering(answer: (response: ServerResponse, request: IncomingMessage) => void): Promise<string> {
  return serving((request, response) => {
    if (request.url === '/v1/mini/ask') return answer(response, request);
    response.writeHead(403, PROBLEM).end(JSON.stringify({ code: 'OPERATOR_ONLY', traceId: 't' }));
  });
}
const streaming = (text: string, headers: object = HEADERS): Promise<string> =>
  answering((response) => void response.writeHead(200, { ...headers }).end(text, 'latin1'));

describe('stream:check', () => {
  it('asks as it is told, with the token that is given', async () => {
    const asked: unknown[] = [];
    const url = await answering((response, request) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        asked.push(request.headers.authorization, request.headers['accept-encoding'], JSON.parse(body));
        response.writeHead(200, HEADERS).end(answerOf(20));
      });
    });
    await check([`${url}/`, '--intent', 'support', '--token', 'another']);
    expect(asked).toEqual([
      'Bearer another',
      expect.stringContaining('gzip'),
      { intent: 'support', stream: true, input: { text: expect.stringContaining('?') } },
    ]);
  });

  it('says that it cannot tell how a fast answer came, without an operator', async () => {
    const { exitCode, lines } = await check([await streaming(answerOf(20))]);
    expect(lines).toEqual([
      expect.stringMatching(/^warn {2}timing: the token is no operator's.*npm run token/),
      'ok    reachable: answers /v1/mini/ask',
      'ok    headers: HTTP/1.1, as the contract has them',
      'ok    events: 4, in order, ASCII and whole',
      expect.stringMatching(/^ok {4}ask: 4 events, first byte after .* first delta after .* gaps /),
      expect.stringMatching(/^warn {2}buffering of asks: cannot be told: the answer took only 20 ms/),
      expect.stringMatching(/: 4 ok, 2 warnings, 0 failures$/),
    ]);
    expect(exitCode).toBe(0);
  });

  it('fails when an answer that took long came at once', async () => {
    const { exitCode, lines } = await check([await streaming(answerOf(8000))]);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^fail {2}buffering of asks: an answer that took 8\.0 s came within \d+ ms\. Turn buf/,
      ),
    );
    expect(exitCode).toBe(1);
  });

  it('fails when nothing could be measured', async () => {
    const { exitCode, last, lines } = await check([await streaming(answerOf(20)), '--no-ask']);
    expect(lines.at(-2)).toMatch(/^fail {2}buffering: nothing was measured/);
    expect([exitCode, last]).toEqual([1, expect.stringContaining('1 failure')]);
  });

  it.each([
    [
      'another type',
      answerOf(1),
      { ...HEADERS, 'content-type': 'text/html' },
      /headers: Content-Type is text\/html/,
    ],
    ['compression', answerOf(1), { ...HEADERS, 'content-encoding': 'br' }, /headers: compressed \(.*br\)/],
    [
      'a length',
      answerOf(1),
      { ...HEADERS, 'content-length': answerOf(1).length },
      /headers: Content-Length \d+ on/,
    ],
    [
      'bytes',
      answerOf(1).replace('two', 'zw\u00f6lf'),
      HEADERS,
      /events: there are bytes that are not ASCII/,
    ],
    [
      'a lost event',
      answerOf(1).replace(/id: 2[^]*?\n\n/, ''),
      HEADERS,
      /events: event 2 has the id 3: out of order/,
    ],
    [
      'other words',
      answerOf(1).replace('"two."', '"too."'),
      HEADERS,
      /events: the pieces are not the answer/,
    ],
    [
      'no end',
      answerOf(1).replace(/id: 4[^]*/, ''),
      HEADERS,
      /events: the stream ended without its last event/,
    ],
    [
      'an ask that failed',
      event(1, 'start', {}) + event(2, 'error', { code: 'AGENT_TIMEOUT' }),
      HEADERS,
      /ask: failed with AGENT_TIMEOUT/,
    ],
  ])('fails for %s', async (_, text, headers, line) => {
    const { exitCode, lines } = await check([await streaming(text, headers)]);
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^fail  ${line.source}`)));
    expect(exitCode).toBe(1);
  });

  it('warns of headers that keep others from meddling, when they are gone', async () => {
    const { exitCode, lines } = await check([
      await streaming(answerOf(1), { 'content-type': 'text/event-stream' }),
    ]);
    expect(lines).toContainEqual(
      expect.stringMatching(/^warn {2}headers: Cache-Control is missing, without no-cache/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^warn {2}headers: Content-Type is .*without charset/),
    );
    expect(exitCode).toBe(0);
  });

  it('fails when the stream breaks off', async () => {
    const url = await answering((response) => {
      response.writeHead(200, HEADERS).write(event(1, 'start', {}), () => response.destroy());
    });
    expect((await check([url])).lines).toContainEqual(
      expect.stringMatching(/^fail {2}events: the stream broke off after 1\. .*proxy_read_timeout/),
    );
  });

  it('does not wait for ever', async () => {
    const clock = new FakeClock();
    const url = await answering((response) => {
      response.writeHead(200, HEADERS).write(event(1, 'start', {}), () => clock.advance(180_000));
    });
    expect((await check([url], {}, clock)).lines).toContainEqual(
      expect.stringMatching(/^fail {2}(events: only [01] in time|reachable: no answer in time)/),
    );
    const silent = await serving(() => clock.advance(180_000));
    expect((await check([silent], {}, clock)).lines[0]).toMatch(/^fail {2}reachable: no answer in time/);
  });

  it.each([
    [401, PROBLEM, '{"code":"TOKEN_EXPIRED","traceId":"t"}', /token: refused \(TOKEN_EXPIRED\)\. Make one/],
    [401, { server: 'nginx' }, 'Unauthorized', /answer: 401 .* by something in front \(nginx\)/],
    [503, PROBLEM, '{"code":"SHUTTING_DOWN","traceId":"t"}', /answer: MiniAsk refuses .*: 503 SHUTTING_DOWN/],
    [
      502,
      { server: 'nginx/1.22.1' },
      '<html>',
      /answer: 502 .*\(nginx\/1\.22\.1\)\. It does not reach MiniAsk/,
    ],
    [400, {}, '<html>', /answer: 400 .*begin the address with https/],
    [503, PROBLEM, 'not JSON', /answer: 503 .* by something in front/],
    [
      301,
      { location: 'https://else.where/v1?secret=1' },
      '',
      /redirect: 301 to https:\/\/else\.where\. Use the/,
    ],
    [308, {}, '', /redirect: 308 to nowhere/],
  ])('stops at an answer %s %j', async (status, headers, body, line) => {
    const url = await serving((_, response) => void response.writeHead(status, headers).end(body));
    const { exitCode, lines } = await check([url]);
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^fail  ${line.source}`)), expect.any(String)]);
    expect(exitCode).toBe(1);
  });

  it.each([
    [404, {}, '<html>', /something in front keeps \/v1\/ops\/stream-check \(404\)/],
    [404, PROBLEM, '{"code":"NOT_FOUND","traceId":"t"}', /the server does not have \/v1\/ops\/stream-check/],
    [429, PROBLEM, '{"code":"RATE_LIMITED","traceId":"t"}', /other checks run already/],
  ])('goes on with an ask when the check is answered %s %j', async (status, headers, body, line) => {
    const url = await serving((request, response) => {
      if (request.method === 'POST') response.writeHead(200, HEADERS).end(answerOf(20));
      else response.writeHead(status, headers).end(body);
    });
    const { lines } = await check([url]);
    expect(lines[0]).toMatch(new RegExp(`^warn  timing: ${line.source}`));
    expect(lines).toContainEqual(expect.stringMatching(/^ok {4}ask: /));
  });

  it('fails for HTTP/1.0', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => {
        const headers = Object.entries(HEADERS).map((pair) => pair.join(': '));
        socket.end(['HTTP/1.0 200 OK', ...headers, '', answerOf(1)].join('\r\n'));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    stops.push(() => new Promise((resolve) => server.close(resolve)));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { exitCode, lines } = await check([`http://127.0.0.1:${port}`]);
    expect(lines).toContainEqual(expect.stringMatching(/^fail {2}headers: answered in HTTP\/1\.0/));
    expect(exitCode).toBe(1);
  });

  it('fails where nobody listens, and where TLS is asked of a port without', async () => {
    const url = await serving((_, response) => void response.end());
    expect((await check([url.replace('http:', 'https:')])).lines[0]).toMatch(/^fail {2}tls: .* http:\/\/$/);
    await stops.pop()?.();
    const { exitCode, lines } = await check([url]);
    expect(lines[0]).toMatch(/^fail {2}reachable: nobody listens there \(ECONNREFUSED\)\. Start/);
    expect(exitCode).toBe(1);
  });

  it.each([
    [[]],
    [['your.domain']],
    [['https://']],
    [['http://a', 'http://b']],
    [['http://a', '--unknown']],
    [['http://a', '--token']],
    [['http://a', '--token', 'not a token']],
    [['http://a', '--intent', 'extract']],
  ])('explains itself when called with %j', async (args) => {
    const { exitCode, last } = await check(args);
    expect(exitCode).toBe(2);
    expect(last).toContain('Usage: npm run stream:check');
  });

  it('wants a token', async () => {
    expect((await check(['http://a'], { STREAM_CHECK_TOKEN: '' })).exitCode).toBe(2);
  });
});
