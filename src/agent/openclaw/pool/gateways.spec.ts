import { type Server, type Socket, createServer } from 'node:net';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anAgentRequest, neverAborted, outcomeOf } from '../../../../test/support/agent-runs.js';
import { anOpenClaw } from '../../../../test/support/an-openclaw.js';
import { FakeClock } from '../../../../test/support/fake-clock.js';
import {
  type Behaviour,
  FakeOpenClaw,
  type FakeOpenClawOptions,
} from '../../../../test/support/fake-openclaw/index.js';
import { OpenClawAgentClient } from '../openclaw-agent-client.js';

let clock: FakeClock;
let first: FakeOpenClaw;
let second: FakeOpenClaw;
const clients: OpenClawAgentClient[] = [];

beforeEach(async () => {
  Logger.overrideLogger(false);
  clock = new FakeClock();
  [first, second] = await Promise.all([FakeOpenClaw.start(), FakeOpenClaw.start({ basePath: '/openclaw' })]);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all([first.stop(), second.stop()]);
});

async function clientOf(...urls: readonly string[]): Promise<OpenClawAgentClient> {
  const client = await OpenClawAgentClient.open(anOpenClaw({ urls, token: first.token }), clock);
  clients.push(client);
  return client;
}

const ask = (client: OpenClawAgentClient) => outcomeOf(client.run(anAgentRequest(), neverAborted()));

/** Looks at the gateways; whether the first one is there. */
async function isReachable(client: OpenClawAgentClient): Promise<boolean> {
  await client.check(neverAborted());
  return client.status().gateways[0]?.state !== 'unreachable';
}

describe('several gateways', () => {
  it('serve in turn, each under its own path', async () => {
    const client = await clientOf(first.url, `${second.url}/`);
    for (let round = 0; round < 4; round += 1) expect((await ask(client)).error).toBeUndefined();

    expect(first.requests).toHaveLength(2);
    expect(second.requests).toHaveLength(2);
  });

  it('stand in for one that cannot be reached', async () => {
    const client = await clientOf(first.url, second.url);
    await first.stop();
    for (let round = 0; round < 2; round += 1) expect((await ask(client)).error).toBeUndefined();

    expect(second.requests).toHaveLength(2);
    first = await FakeOpenClaw.start();
  });

  it.each([
    ['before it answers', { kind: 'hang-up' }],
    ['before its first word', { kind: 'cut', how: 'reset' }],
    ['because it is stopping', { kind: 'raw', status: 503, parts: ['{}'] }],
  ] satisfies [string, Behaviour][])('take over from one that dies %s', async (_, behaviour) => {
    const client = await clientOf(first.url, second.url);
    first.next(behaviour);
    second.next({ kind: 'answer', text: 'from the second' });

    const { text, error, events } = await outcomeOf(client.run(anAgentRequest(), neverAborted()));
    expect([text, error]).toEqual(['from the second', undefined]);
    const gateways = events.flatMap((event) => (event.type === 'run' ? [event.gateway] : []));
    expect([gateways.at(0), gateways.at(-1)]).toEqual(['gateway-1', 'gateway-2']);
  });

  it('are looked at as soon as one has failed a run', async () => {
    const client = await clientOf(first.url, second.url);
    const { port } = new URL(first.url);
    await first.stop();
    for (let round = 0; round < 2; round += 1) await ask(client);
    await expect.poll(() => client.status().gateways[0]?.state).toBe('unreachable');

    expect(second.requests).toHaveLength(2);
    first = await FakeOpenClaw.start({ port: Number(port) });
  });

  it('are worth another try when they have just failed, but not when that is known', async () => {
    const client = await clientOf(first.url);
    await first.stop();
    expect((await ask(client)).error).toMatchObject({ reason: 'gateway_unreachable', secondTry: 'soon' });
    await expect.poll(() => client.status().gateways[0]?.state).toBe('unreachable');
    expect((await ask(client)).error).toMatchObject({ reason: 'gateway_unreachable', secondTry: 'futile' });

    first = await FakeOpenClaw.start();
  });

  it('do not hide how the living one failed behind one that is gone', async () => {
    const client = await clientOf(first.url, second.url);
    await first.stop();
    await expect.poll(() => isReachable(client)).toBe(false);
    second.next({ kind: 'hang-up' });

    expect((await ask(client)).error).toMatchObject({ reason: 'gateway_disconnected', secondTry: 'soon' });
    first = await FakeOpenClaw.start();
  });

  it('are worth another try when they have just begun to drain, but not when that is known', async () => {
    const client = await clientOf(first.url);
    first.ready = false;
    first.otherwise({ kind: 'raw', status: 503, parts: ['{}'] });
    expect((await ask(client)).error).toMatchObject({ reason: 'gateway_not_ready', secondTry: 'soon' });
    await expect.poll(() => client.status().gateways[0]?.state).toBe('draining');
    expect((await ask(client)).error).toMatchObject({ reason: 'gateway_not_ready', secondTry: 'futile' });
  });

  it('never take over an answer that has begun', async () => {
    const client = await clientOf(first.url, second.url);
    first.next({ kind: 'cut', how: 'reset', after: ['half'] });

    expect(await ask(client)).toMatchObject({ text: 'half', error: { reason: 'stream_cut' } });
    expect(second.requests).toEqual([]);
  });

  it('never take over from one whose agent has begun to act', async () => {
    const client = await clientOf(first.url, second.url);
    const acts = 'data: {"id":"mac_1","choices":[{"delta":{}}],"miniask":{"tool":"started"}}\n\n';
    first.next({ kind: 'raw', parts: [acts] });

    expect((await ask(client)).error).toMatchObject({ reason: 'stream_cut' });
    expect(second.requests).toEqual([]);
  });

  it('are not asked again what a provider refused', async () => {
    const client = await clientOf(first.url, second.url);
    first.next({ kind: 'provider-error', status: 500 });

    expect((await ask(client)).error).toMatchObject({ reason: 'provider_failed' });
    expect(second.requests).toEqual([]);
  });

  it('are ready when one of them is', async () => {
    const client = await clientOf(first.url, second.url);
    first.ready = false;
    await expect(client.check(neverAborted())).resolves.toBeUndefined();

    second.ready = false;
    await expect(client.check(neverAborted())).rejects.toMatchObject({
      code: 'AGENT_UNAVAILABLE',
      reason: 'gateway_not_ready',
    });
  });

  it('are not ready when none can be reached', async () => {
    const client = await clientOf(first.url);
    await first.stop();
    await expect(client.check(neverAborted())).rejects.toMatchObject({ reason: 'gateway_unreachable' });
    first = await FakeOpenClaw.start();
  });
});

describe('a gateway that refuses our token', () => {
  it.each([
    ['without the plugin', {}],
    ['with the plugin', { plugin: { engines: ['lean'] } }],
  ] satisfies [string, FakeOpenClawOptions][])('is not ready, also %s', async (_, options) => {
    const gateway = await FakeOpenClaw.start({ token: 'another', ...options });
    const client = await clientOf(gateway.url);

    expect(client.status().gateways).toMatchObject([{ state: 'refused' }]);
    await expect(client.check(neverAborted())).rejects.toMatchObject({ reason: 'gateway_token_refused' });
    await gateway.stop();
  });

  it('is not ready while it has locked us out', async () => {
    const gateway = await FakeOpenClaw.start({ lockoutAfter: 0 });
    expect((await clientOf(gateway.url)).status().gateways).toMatchObject([{ state: 'refused' }]);
    await gateway.stop();
  });
});

describe('a connection that does not come about', () => {
  let deaf: Server;
  let socket: Promise<Socket>;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    // Accepts, but never shakes hands, so that the TLS connection stays half made.
    deaf = createServer((each) => void sockets.push(each));
    socket = new Promise((resolve) => deaf.once('connection', resolve));
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const each of sockets.splice(0)) each.destroy();
    await new Promise((resolve) => deaf.close(resolve));
  });

  const url = (): string => {
    const address = deaf.address();
    return address !== null && typeof address === 'object' ? `https://127.0.0.1:${address.port}` : '';
  };

  /** The first look at the gateway has given up. */
  async function openedTooSlowly(): Promise<OpenClawAgentClient> {
    const opening = clientOf(url());
    await socket;
    await clock.untilTimer();
    clock.advance(2000);
    return opening;
  }

  it('does not hold up the start for longer than a look may take', async () => {
    expect((await openedTooSlowly()).status().gateways).toMatchObject([{ state: 'unreachable', running: 0 }]);
  });

  it('does not hold up an abort', async () => {
    const client = await openedTooSlowly();
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const connected = new Promise((resolve) => deaf.once('connection', resolve));
    const outcome = outcomeOf(client.run(anAgentRequest(), controller.signal));
    await connected;
    controller.abort(reason);

    expect((await outcome).error).toBe(reason);
  });

  it('does not hold up the abort of a check', async () => {
    const client = await openedTooSlowly();
    const controller = new AbortController();
    const reason = new Error('too late');
    const check = client.check(controller.signal);
    controller.abort(reason);

    await expect(check).rejects.toBe(reason);
  });
});
