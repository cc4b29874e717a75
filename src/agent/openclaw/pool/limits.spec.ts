import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anAgentRequest, neverAborted, outcomeOf } from '../../../../test/support/agent-runs.js';
import { anOpenClaw } from '../../../../test/support/an-openclaw.js';
import { FakeClock } from '../../../../test/support/fake-clock.js';
import { type Behaviour, FakeOpenClaw } from '../../../../test/support/fake-openclaw/index.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { AgentRequest } from '../../agent-client.js';
import { OpenClawAgentClient, type OpenClawOptions } from '../openclaw-agent-client.js';

let clock: FakeClock;
let first: FakeOpenClaw;
let second: FakeOpenClaw;
const clients: OpenClawAgentClient[] = [];

beforeEach(async () => {
  Logger.overrideLogger(false);
  clock = new FakeClock();
  [first, second] = await Promise.all([FakeOpenClaw.start(), FakeOpenClaw.start()]);
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all([first.stop(), second.stop()]);
});

async function open(
  gateways: readonly FakeOpenClaw[],
  limits: Partial<Pick<OpenClawOptions, 'gatewayLimit' | 'queue'>> = {},
): Promise<OpenClawAgentClient> {
  const urls = gateways.map(({ url }) => url);
  const client = await OpenClawAgentClient.open(anOpenClaw({ urls, token: first.token }, limits), clock);
  clients.push(client);
  return client;
}

const { model } = anAgentRequest();
const limited = (maxConcurrent: number, more: Partial<AgentRequest> = {}): AgentRequest =>
  anAgentRequest({ model: { ...model, maxConcurrent }, ...more });

/** An answer that begins at once and ends when `finish` is called. */
function heldAnswer(gateway: FakeOpenClaw) {
  const { promise, resolve: finish } = Promise.withResolvers<void>();
  gateway.next({
    kind: 'answer',
    text: (async function* () {
      yield 'begun';
      await promise;
    })(),
  });
  return { finish, arrived: gateway.nextRequest() };
}

async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { interval: 2 }).toBe(true);
}

describe('limits on runs', () => {
  it('hold for a model, and leave room for others', async () => {
    const client = await open([first]);
    const held = heldAnswer(first);
    const one = outcomeOf(client.run(limited(1), neverAborted()));
    await held.arrived;
    const two = outcomeOf(client.run(limited(1), neverAborted()));
    await until(() => client.status().waiting === 1);

    const strong = { ...model, alias: 'strong', agent: 'strong', maxConcurrent: 1 };
    expect(
      (await outcomeOf(client.run(anAgentRequest({ model: strong }), neverAborted()))).error,
    ).toBeUndefined();
    expect(first.requests).toHaveLength(2);

    held.finish();
    expect((await one).error).toBeUndefined();
    expect((await two).error).toBeUndefined();
    expect(client.status()).toMatchObject({ waiting: 0, gateways: [{ running: 0 }] });
  });

  it('hold for a gateway, whatever the models', async () => {
    const client = await open([first], { gatewayLimit: 1, queue: { length: 0, waitMs: 2000 } });
    const held = heldAnswer(first);
    const one = outcomeOf(client.run(limited(5), neverAborted()));
    await held.arrived;
    const strong = { ...model, alias: 'strong', agent: 'strong' };

    const { error } = await outcomeOf(client.run(anAgentRequest({ model: strong }), neverAborted()));
    expect(error).toMatchObject({ code: 'AGENT_OVERLOADED', reason: 'queue_full', retryAfterS: 4 });
    held.finish();
    await one;
  });

  it('send a run to the gateway with the most room', async () => {
    const client = await open([first, second]);
    const held = heldAnswer(first);
    const one = outcomeOf(client.run(limited(5), neverAborted()));
    await held.arrived;
    for (let round = 0; round < 3; round += 1) await outcomeOf(client.run(limited(5), neverAborted()));

    expect([first.requests.length, second.requests.length]).toEqual([1, 3]);
    held.finish();
    await one;
  });

  it('let users take turns', async () => {
    const client = await open([first]);
    const held = heldAnswer(first);
    const ask = (lane: string) =>
      outcomeOf(client.run(limited(1, { lane, runId: `${lane}-run` }), neverAborted()));
    const runs = [ask('busy')];
    await held.arrived;
    for (const lane of ['busy', 'busy', 'quiet']) {
      const { waiting } = client.status();
      runs.push(ask(lane));
      await until(() => client.status().waiting === waiting + 1);
    }
    held.finish();
    await Promise.all(runs);

    const lanes = first.requests.map(({ sessionKey }) => /miniask:(\w+)-run/.exec(sessionKey ?? '')?.[1]);
    expect(lanes).toEqual(['busy', 'busy', 'quiet', 'busy']);
  });

  it('make nobody wait for longer than agreed, and say when to come again', async () => {
    const client = await open([first], { queue: { length: 5, waitMs: 2000 } });
    const held = heldAnswer(first);
    const one = outcomeOf(client.run(limited(1), neverAborted()));
    await held.arrived;
    const two = outcomeOf(client.run(limited(1), neverAborted()));
    await clock.untilTimer((ms) => ms === 2000);
    clock.advance(2000);

    expect((await two).error).toMatchObject({ code: 'AGENT_OVERLOADED', retryAfterS: 4 });
    expect(client.status().waiting).toBe(0);
    held.finish();
    await one;
  });

  it('send away at once whom waiting would not help', async () => {
    const client = await open([first], { queue: { length: 5, waitMs: 2000 } });
    const slow = heldAnswer(first);
    const one = outcomeOf(client.run(limited(1), neverAborted()));
    await slow.arrived;
    clock.advance(9000);
    slow.finish();
    await one;

    const held = heldAnswer(first);
    const two = outcomeOf(client.run(limited(1), neverAborted()));
    await held.arrived;
    const { error } = await outcomeOf(client.run(limited(1), neverAborted()));
    expect(error).toMatchObject({ code: 'AGENT_OVERLOADED', retryAfterS: 9 });
    held.finish();
    await two;
  });

  it.each([
    ['fail', { kind: 'provider-error', status: 400 }],
    ['are turned away by their gateway', { kind: 'raw', status: 503, parts: ['{}'] }],
  ] satisfies [string, Behaviour][])(
    'do not learn how long runs take from those that %s',
    async (_, ends) => {
      const client = await open([first], { queue: { length: 1, waitMs: 2000 } });
      const long = heldAnswer(first);
      const learnt = outcomeOf(client.run(limited(1), neverAborted()));
      await long.arrived;
      clock.advance(9000);
      long.finish();
      await learnt;
      for (let round = 0; round < 10; round += 1) {
        first.next(ends);
        await outcomeOf(client.run(limited(1), neverAborted()));
      }
      const held = heldAnswer(first);
      const running = outcomeOf(client.run(limited(1), neverAborted()));
      await held.arrived;
      const { error } = await outcomeOf(client.run(limited(1), neverAborted()));
      expect(error).toMatchObject({ code: 'AGENT_OVERLOADED', retryAfterS: 9 });
      held.finish();
      await running;
    },
  );

  it('forget whoever left while waiting', async () => {
    const client = await open([first]);
    const held = heldAnswer(first);
    const one = outcomeOf(client.run(limited(1), neverAborted()));
    await held.arrived;
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const two = outcomeOf(client.run(limited(1), controller.signal));
    await until(() => client.status().waiting === 1);
    controller.abort(reason);

    expect(await two).toMatchObject({ error: reason, events: [] });
    expect(client.status().waiting).toBe(0);
    held.finish();
    await one;
    expect(first.requests).toHaveLength(1);
  });
});

describe('a model that keeps failing on a gateway', () => {
  it('is left alone there for ten seconds, and nowhere else', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const client = await open([first]);
    first.otherwise({ kind: 'provider-error', status: 500 });
    const run = (alias = 'fast') =>
      outcomeOf(client.run(anAgentRequest({ model: { ...model, alias } }), neverAborted()));
    for (let failures = 0; failures < 5; failures += 1) await run();

    expect((await run()).error).toMatchObject({
      code: 'AGENT_UNAVAILABLE',
      reason: 'circuit_open',
      retryAfterS: 10,
    });
    expect(first.requests).toHaveLength(5);
    expect(client.status().gateways).toMatchObject([{ broken: ['fast'] }]);
    expect((await run('other')).error).toMatchObject({ reason: 'provider_failed' });

    vi.setSystemTime(Date.now() + 10_001);
    first.otherwise({ kind: 'answer' });
    expect((await run()).error).toBeUndefined();
    expect(client.status().gateways).toMatchObject([{ broken: [] }]);
  });

  it('is served by another gateway meanwhile', async () => {
    const client = await open([first, second]);
    first.otherwise({ kind: 'provider-error', status: 500 });
    for (let round = 0; round < 10; round += 1) await outcomeOf(client.run(anAgentRequest(), neverAborted()));
    const failed = first.requests.length;
    expect(failed).toBe(5);

    for (let round = 0; round < 4; round += 1) {
      expect((await outcomeOf(client.run(anAgentRequest(), neverAborted()))).error).toBeUndefined();
    }
    expect(first.requests).toHaveLength(failed);
  });

  it.each([
    ['what the request is to blame for', { kind: 'provider-error', status: 400 }],
    ["a provider's rate limit", { kind: 'provider-error', status: 429 }],
  ] as const)('is not blamed for %s', async (_, behaviour) => {
    const client = await open([first]);
    first.otherwise(behaviour);
    for (let round = 0; round < 7; round += 1) await outcomeOf(client.run(anAgentRequest(), neverAborted()));
    expect(first.requests).toHaveLength(7);
  });

  it.each([
    ['hangs up', { kind: 'hang-up' }],
    ['is stopping', { kind: 'raw', status: 503, parts: ['{}'] }],
    ['refuses the token', { kind: 'raw', status: 401, parts: ['{}'] }],
    ['breaks off before the first word', { kind: 'cut', how: 'reset' }],
  ] satisfies [string, Behaviour][])('is not blamed for a gateway that %s', async (_, behaviour) => {
    const client = await open([first]);
    first.otherwise(behaviour);
    for (let round = 0; round < 7; round += 1) await outcomeOf(client.run(anAgentRequest(), neverAborted()));

    expect(first.requests).toHaveLength(7);
    expect(client.status().gateways).toMatchObject([{ broken: [] }]);
  });

  it('gets one run to see whether it has healed, and others are refused meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const client = await open([first]);
    first.otherwise({ kind: 'provider-error', status: 500 });
    for (let round = 0; round < 5; round += 1) await outcomeOf(client.run(anAgentRequest(), neverAborted()));
    vi.setSystemTime(Date.now() + 10_001);

    const { promise: more, resolve: goOn } = Promise.withResolvers<void>();
    first.next({
      kind: 'answer',
      text: (async function* () {
        await more;
        yield 'healed';
      })(),
    });
    const arrived = first.nextRequest();
    const trial = outcomeOf(client.run(anAgentRequest(), neverAborted()));
    await arrived;
    expect((await outcomeOf(client.run(anAgentRequest(), neverAborted()))).error).toMatchObject({
      reason: 'circuit_open',
      secondTry: 'futile',
    });
    expect(client.status().gateways).toMatchObject([{ broken: ['fast'] }]);

    goOn();
    expect((await trial).text).toBe('healed');
    expect(client.status().gateways).toMatchObject([{ broken: [] }]);
  });

  it.each([
    ['is cancelled', { kind: 'silence' }, new Error('cancelled')],
    ['ends by a fault of the gateway', { kind: 'hang-up' }, undefined],
    ['is to blame for its failure itself', { kind: 'provider-error', status: 400 }, undefined],
  ] satisfies [string, Behaviour, Error | undefined][])(
    'is left alone for longer when the run that should show whether it has healed %s',
    async (_, behaviour, reason) => {
      vi.useFakeTimers({ toFake: ['Date'] });
      const client = await open([first]);
      first.otherwise({ kind: 'provider-error', status: 500 });
      const run = () => outcomeOf(client.run(anAgentRequest(), neverAborted()));
      for (let round = 0; round < 5; round += 1) await run();
      vi.setSystemTime(Date.now() + 10_001);

      first.next(behaviour);
      const arrived = first.nextRequest();
      const controller = new AbortController();
      const trial = outcomeOf(client.run(anAgentRequest(), controller.signal));
      await arrived;
      if (reason !== undefined) controller.abort(reason);
      const { error } = await trial;
      expect(reason ?? error).toBe(error);
      expect(error).not.toMatchObject({ reason: 'circuit_open' });

      first.otherwise({ kind: 'answer' });
      expect((await run()).error).toMatchObject({ reason: 'circuit_open' });
      vi.setSystemTime(Date.now() + 10_001);
      expect((await run()).error).toBeUndefined();
    },
  );

  it.each([
    ['blamed for runs that had its time, and no word came', 4000, true],
    ['not blamed for runs that were given less than that', 3990, false],
  ])('is %s', async (_, ms, isBroken) => {
    const client = await open([first]);
    first.otherwise({ kind: 'silence' });
    for (let round = 0; round < 5; round += 1) {
      const controller = new AbortController();
      const arrived = first.nextRequest();
      const outcome = outcomeOf(client.run(anAgentRequest(), controller.signal));
      await arrived;
      clock.advance(ms);
      controller.abort(new AppError('AGENT_TIMEOUT', { reason: 'first_content' }));
      await outcome;
    }
    expect(client.status().gateways).toMatchObject([{ broken: isBroken ? ['fast'] : [] }]);
  });

  it('is not blamed for runs that were cancelled', async () => {
    const client = await open([first]);
    first.otherwise({ kind: 'silence' });
    for (let round = 0; round < 7; round += 1) {
      const controller = new AbortController();
      const arrived = first.nextRequest();
      const outcome = outcomeOf(client.run(anAgentRequest(), controller.signal));
      await arrived;
      controller.abort(new Error('cancelled'));
      await outcome;
    }
    expect(first.requests).toHaveLength(7);
  });
});

describe('gateways that come and go', () => {
  it('get no runs while they drain, and runs again as soon as they are back', async () => {
    const client = await open([first, second]);
    first.ready = false;
    clock.advance(10_000);
    await until(() => client.status().gateways[0]?.state === 'draining');
    for (let round = 0; round < 3; round += 1) await outcomeOf(client.run(anAgentRequest(), neverAborted()));
    expect([first.requests.length, second.requests.length]).toEqual([0, 3]);

    first.ready = true;
    await clock.untilTimer((ms) => ms === 2000);
    clock.advance(2000);
    await until(() => client.status().gateways[0]?.state === 'ready');
    await outcomeOf(client.run(anAgentRequest(), neverAborted()));
    expect(first.requests).toHaveLength(1);
  });

  it('begin anew: what their models did before they went is forgotten', async () => {
    const client = await open([first]);
    first.otherwise({ kind: 'provider-error', status: 500 });
    for (let round = 0; round < 5; round += 1) await outcomeOf(client.run(anAgentRequest(), neverAborted()));
    first.ready = false;
    clock.advance(10_000);
    await until(() => client.status().gateways[0]?.state === 'draining');
    expect(client.status().gateways).toMatchObject([{ broken: ['fast'] }]);

    first.ready = true;
    first.otherwise({ kind: 'answer' });
    await clock.untilTimer((ms) => ms === 2000);
    clock.advance(2000);
    await until(() => client.status().gateways[0]?.state === 'ready');
    expect((await outcomeOf(client.run(anAgentRequest(), neverAborted()))).error).toBeUndefined();
  });

  it('answer the first ask after they are back, however many runs they had when they died', async () => {
    const port = Number(new URL(first.url).port);
    const client = await open([first]);
    const arrivals = Array.from({ length: 8 }, () => {
      first.next({ kind: 'silence' });
      return outcomeOf(client.run(anAgentRequest(), neverAborted()));
    });
    await until(() => first.requests.length === 8);
    await first.stop();
    const reasons = (await Promise.all(arrivals)).map(({ error }) => error);
    expect(reasons).toEqual(reasons.map(() => expect.objectContaining({ reason: 'stream_cut' })));
    await until(() => client.status().gateways[0]?.state === 'unreachable');
    for (let round = 0; round < 8; round += 1) await outcomeOf(client.run(anAgentRequest(), neverAborted()));

    first = await FakeOpenClaw.start({ port });
    const isReady = (): Promise<boolean> =>
      client.check(neverAborted()).then(
        () => true,
        () => false,
      );
    await expect.poll(isReady).toBe(true);
    expect((await outcomeOf(client.run(anAgentRequest(), neverAborted()))).error).toBeUndefined();
  });

  it('let those who wait for one begin on another when both are no better', async () => {
    const client = await open([first, second], { gatewayLimit: 1 });
    second.ready = false;
    clock.advance(10_000);
    await until(() => client.status().gateways[1]?.state === 'draining');
    const held = heldAnswer(first);
    const one = outcomeOf(client.run(anAgentRequest(), neverAborted()));
    await held.arrived;
    const two = outcomeOf(client.run(anAgentRequest(), neverAborted()));
    await until(() => client.status().waiting === 1);

    first.ready = false;
    await expect(client.check(neverAborted())).rejects.toMatchObject({ reason: 'gateway_not_ready' });
    expect((await two).error).toBeUndefined();
    expect(second.requests).toHaveLength(1);
    held.finish();
    await one;
  });

  it('are asked all the same when there is no better one', async () => {
    const client = await open([first]);
    await first.stop();
    clock.advance(10_000);
    await until(() => client.status().gateways[0]?.state === 'unreachable');
    expect((await outcomeOf(client.run(anAgentRequest(), neverAborted()))).error).toMatchObject({
      code: 'AGENT_UNAVAILABLE',
      reason: 'gateway_unreachable',
    });
    first = await FakeOpenClaw.start();
  });
});

describe('a run in the background', () => {
  const ask = async (client: OpenClawAgentClient, more: Partial<AgentRequest> = {}) =>
    (await outcomeOf(client.run(limited(8, more), neverAborted()))).error;

  it('that fails again and again keeps no user from its model', async () => {
    const client = await open([first]);
    first.otherwise({ kind: 'provider-error', status: 500 });
    for (let count = 0; count < 6; count += 1) {
      expect(await ask(client, { background: true })).toMatchObject({ code: 'AGENT_ERROR' });
    }
    expect(client.status().gateways[0]?.broken).toEqual([]);
  });

  it('is kept away from a model that fails its users', async () => {
    const client = await open([first]);
    first.otherwise({ kind: 'provider-error', status: 500 });
    for (let count = 0; count < 5; count += 1) await ask(client);
    const asked = first.requests.length;
    expect(await ask(client, { background: true })).toMatchObject({ reason: 'circuit_open' });
    expect(first.requests).toHaveLength(asked);
  });
});
