import { Agent } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AskHead } from '../../src/asks/log/ask-log.js';
import { AskLogs } from '../../src/asks/log/ask-logs.js';
import { LEFT_ALONE, aHead } from '../contract/ask-logs.contract.js';
import { halves } from '../support/halves.js';
import { NodeStream } from '../support/node-stream.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  any_v1: { model: fast, system_prompt: You help. }
routing: { support: any_v1, summarize: any_v1, extract: any_v1 }
`,
  'models.yaml': 'models: {fast: {agent: fast}}',
  'env-policy.yaml': 'environments: {dev: {allowed_profiles: [any_v1], log_level: error}}',
};

const ASK = { intent: 'support', input: { text: 'Where is my box?' }, stream: true };

describe('a server that is stopped', () => {
  const setup = useServer({ files: FILES });
  /** Keeps its connections for the next request, as proxies do. */
  let agent: Agent;

  beforeEach(() => {
    agent = new Agent({ keepAlive: true });
  });
  afterEach(() => agent.destroy());

  const ask = (body: object = {}): Promise<NodeStream> =>
    NodeStream.ask({ url: setup.server.url, token: setup.server.token(), body: { ...ASK, ...body }, agent });

  it('finishes its streams, and closes at once though their clients keep their connections', async () => {
    const { behaviour, goOn } = halves('It is on its way. It comes tomorrow. ', 'Or the day after.');
    setup.openclaw.next(behaviour);
    const stream = await ask();
    await stream.until((events) => events.length > 1);
    const stopped = setup.server.stop();
    goOn();
    await stream.ended;
    expect(stream.events.at(-1)).toMatchObject({ event: 'done', data: { status: 'complete' } });
    expect(stream.answer).toContain('Or the day after.');
    await stopped;
  });

  it('begins nothing from the first moment, and gives all that runs one time to end', async () => {
    await setup.server.ask({ ...ASK, stream: false, traceId: 'asked' });
    const { id } = await setup.server.traceOf('asked');
    const operator = setup.server.token('u_op', true);
    const operate = (path: string, body: object) =>
      setup.server.call('POST', `/v1/ops/${path}`, { token: operator, body });
    const order = { intent: 'support', profile: 'any_v1', limit: 1 };
    setup.openclaw.otherwise({ kind: 'silence', after: ['It is'] });
    const replay = operate(`traces/${id}/replay`, {});
    await expect.poll(() => setup.openclaw.requests.length).toBe(2);
    await operate('replays', order);
    await expect.poll(() => setup.openclaw.requests.length).toBe(3);
    const running = setup.server.ask({ ...ASK, stream: false, traceId: 'running' });
    await expect.poll(() => setup.openclaw.requests.length).toBe(4);

    const stopped = setup.server.stop();
    for (const late of [
      await setup.server.ask({ ...ASK, stream: false, traceId: 'late' }),
      await operate(`traces/${id}/replay`, {}),
      await operate('replays', order),
    ])
      expect([late.status, late.body.code]).toEqual([503, 'SHUTTING_DOWN']);
    const ready = await setup.server.call('GET', '/readyz');
    expect([ready.status, ready.body['details']]).toEqual([
      503,
      expect.objectContaining({ accepting: { status: 'down' } }),
    ]);
    setup.clock.advance(10_000);
    expect((await running).body.code).toBe('SHUTTING_DOWN');
    expect((await replay).body['replay']).toMatchObject({ status: 'failed', errorCode: 'SHUTTING_DOWN' });
    await stopped;
    expect(setup.openclaw.requests).toHaveLength(4);
  });

  it('waits for readers only so long, and takes no more of them', async () => {
    const begun = await setup.server.app.get(AskLogs).begin(elsewhere(), LEFT_ALONE);
    expect('own' in begun).toBe(true);
    const stream = await NodeStream.follow({
      url: setup.server.url,
      token: setup.server.token(),
      traceId: 'far',
      agent,
    });
    await stream.until((events) => events.length === 1);

    const stopped = setup.server.stop();
    await setup.clock.untilTimer((ms) => ms === 5000);
    const headers = { accept: 'text/event-stream' };
    const late = await setup.server.call('GET', '/v1/mini/asks/far', { headers });
    expect([late.status, late.body.code]).toEqual([503, 'SHUTTING_DOWN']);
    setup.clock.advance(5000);
    await stream.ended;
    await stopped;
    expect(stream.events).toHaveLength(1);
  });
});

/** An ask that this process does not run, so that waiting for it might last for ever. */
function elsewhere(): AskHead {
  return aHead({ userId: 'u_123', traceId: 'far' });
}
