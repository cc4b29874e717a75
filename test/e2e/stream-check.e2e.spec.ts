import { type IncomingMessage, get } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventReader } from '../support/event-reader.js';
import { FakeClock } from '../support/fake-clock.js';
import { RunningApp } from '../support/running-app.js';

const PATH = '/v1/ops/stream-check';

let clock: FakeClock;
let server: RunningApp;
let operator: string;
const stops: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  clock = new FakeClock();
  server = await RunningApp.start({ clock });
  stops.push(() => server.stop());
  operator = server.token('op', true);
});
afterEach(async () => {
  for (const end of stops.splice(0).toReversed()) await end();
});

async function open(query = '', token = operator) {
  const { status, headers, body } = await fetch(server.url + PATH + query, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (body === null) throw new Error('no body');
  return { status, headers, reader: new EventReader(body) };
}

/** Lets the time pass that the server waits for next. */
async function pass(ms: number): Promise<void> {
  await clock.untilTimer((pending) => pending === ms);
  clock.advance(ms);
}

describe('GET /v1/ops/stream-check', () => {
  it('sends events a known time apart, each telling when, in the form of an answer', async () => {
    const { status, headers, reader } = await open('?events=3&gapMs=70');
    for (let seen = 1; seen <= 4; seen += 1) {
      await reader.until(({ events }) => events.length === seen);
      await pass(70);
    }
    const events = await reader.all();
    expect(events.map(({ id, event, data }) => [id, event, data.sentAtMs])).toEqual([
      [1, 'start', 0],
      [2, 'delta', 70],
      [3, 'delta', 140],
      [4, 'delta', 210],
      [5, 'done', 280],
    ]);
    expect(events[0]?.data).toEqual({ events: 3, gapMs: 70, quietMs: 0, httpVersion: '1.1', sentAtMs: 0 });
    expect(events.at(-1)?.data.answer).toBe(reader.answer);
    expect(Buffer.concat(reader.chunks).every((byte) => byte < 0x80)).toBe(true);

    const asked = await server.ask({ intent: 'summarize', stream: true, input: { text: 'One. Two.' } });
    for (const name of ['content-type', 'cache-control', 'x-accel-buffering', 'content-encoding']) {
      expect(headers.get(name)).toBe(asked.headers.get(name));
    }
    expect([status, asked.status]).toEqual([200, 200]);
  });

  it('is silent before its end but for heartbeats, when that is wanted', async () => {
    const { reader } = await open('?events=1&quietMs=9000');
    await reader.until(({ events }) => events.length === 1);
    await pass(100);
    await clock.untilTimer((ms) => ms === 9000);
    clock.advance(8500);
    await reader.until(({ comments }) => comments === 1);
    expect(reader.events).toHaveLength(2);
    clock.advance(500);
    expect((await reader.all()).at(-1)).toMatchObject({ event: 'done', data: { sentAtMs: 9100 } });
  });

  it('tells by which HTTP the last hop came', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${PATH}?events=1 HTTP/1.0\r\nauthorization: Bearer ${operator}\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes('event: start') && text.endsWith('\n\n')) break;
    }
    expect(text).toContain('"httpVersion":"1.0"');
  });

  it('is for operators, within bounds', async () => {
    expect(await server.call('GET', PATH)).toMatchObject({ status: 403, body: { code: 'OPERATOR_ONLY' } });
    for (const name of [
      'events=0',
      'events=51',
      'gapMs=19',
      'gapMs=501',
      'quietMs=-1',
      'quietMs=15001',
      'x=1',
    ]) {
      const { status, body } = await server.call('GET', `${PATH}?${name}`, { token: operator });
      expect([status, body.errors?.[0]?.pointer]).toEqual([400, `/${name.split('=')[0]}`]);
    }
  });

  it('runs four times at once, and again when one has left', async () => {
    // Not by fetch, which opens a connection for the next request when one is left.
    const begin = async (): Promise<IncomingMessage> => {
      const request = get(server.url + PATH, { headers: { authorization: `Bearer ${operator}` } });
      return new Promise((resolve) => request.on('response', resolve));
    };
    const running = await Promise.all([begin(), begin(), begin(), begin()]);
    const { status, body, headers } = await server.call('GET', PATH, { token: operator });
    expect([status, body.code, headers.get('retry-after')]).toEqual([429, 'RATE_LIMITED', '10']);
    running[0].destroy();
    await expect.poll(async () => (await begin()).statusCode).toBe(200);
  });

  it('does not keep the server from stopping', async () => {
    const { reader } = await open();
    await reader.until(({ events }) => events.length === 1);
    stops.length = 0;
    await server.stop();
    expect((await reader.all()).map(({ event }) => event)).toEqual(['start']);
  });
});
