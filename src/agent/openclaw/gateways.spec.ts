import { type Server, type Socket, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anAgentRequest, neverAborted, outcomeOf } from '../../../test/support/agent-runs.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeOpenClaw } from '../../../test/support/fake-openclaw/index.js';
import { OpenClawAgentClient } from './openclaw-agent-client.js';

let first: FakeOpenClaw;
let second: FakeOpenClaw;
const clients: OpenClawAgentClient[] = [];

beforeEach(async () => {
  [first, second] = await Promise.all([FakeOpenClaw.start(), FakeOpenClaw.start({ basePath: '/openclaw' })]);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all([first.stop(), second.stop()]);
});

function clientOf(...urls: readonly string[]): OpenClawAgentClient {
  const client = new OpenClawAgentClient({ urls, token: first.token }, new FakeClock());
  clients.push(client);
  return client;
}

const ask = (client: OpenClawAgentClient) => outcomeOf(client.run(anAgentRequest(), neverAborted()));

describe('several gateways', () => {
  it('serve in turn, each under its own path', async () => {
    const client = clientOf(first.url, `${second.url}/`);
    for (let round = 0; round < 4; round += 1) expect((await ask(client)).error).toBeUndefined();

    expect(first.requests).toHaveLength(2);
    expect(second.requests).toHaveLength(2);
  });

  it('stand in for one that cannot be reached', async () => {
    const client = clientOf(first.url, second.url);
    await first.stop();
    for (let round = 0; round < 2; round += 1) expect((await ask(client)).error).toBeUndefined();

    expect(second.requests).toHaveLength(2);
    first = await FakeOpenClaw.start();
  });

  it('never get a request that another one may have begun to serve', async () => {
    const client = clientOf(first.url, second.url);
    first.next({ kind: 'hang-up' });

    expect((await ask(client)).error).toMatchObject({ reason: 'gateway_disconnected' });
    expect(second.requests).toEqual([]);
  });

  it('are ready when one of them is', async () => {
    const client = clientOf(first.url, second.url);
    first.ready = false;
    await expect(client.check(neverAborted())).resolves.toBeUndefined();

    second.ready = false;
    await expect(client.check(neverAborted())).rejects.toMatchObject({
      code: 'AGENT_UNAVAILABLE',
      reason: 'gateway_not_ready',
    });
  });

  it('are not ready when none can be reached', async () => {
    const client = clientOf(first.url);
    await first.stop();
    await expect(client.check(neverAborted())).rejects.toMatchObject({ reason: 'gateway_unreachable' });
    first = await FakeOpenClaw.start();
  });
});

describe('a connection that does not come about', () => {
  let deaf: Server;
  let socket: Promise<Socket>;

  beforeEach(async () => {
    // Accepts, but never shakes hands, so that the TLS connection stays half made.
    deaf = createServer();
    socket = new Promise((resolve) => deaf.once('connection', resolve));
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    (await socket).destroy();
    await new Promise((resolve) => deaf.close(resolve));
  });

  const url = (): string => {
    const address = deaf.address();
    return address !== null && typeof address === 'object' ? `https://127.0.0.1:${address.port}` : '';
  };

  it('does not hold up an abort', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const outcome = outcomeOf(clientOf(url()).run(anAgentRequest(), controller.signal));
    await socket;
    controller.abort(reason);

    expect((await outcome).error).toBe(reason);
  });

  it('does not hold up the abort of a check', async () => {
    const controller = new AbortController();
    const reason = new Error('too late');
    const check = clientOf(url()).check(controller.signal);
    await socket;
    controller.abort(reason);

    await expect(check).rejects.toBe(reason);
  });
});
