import { afterEach, describe, expect, it } from 'vitest';
import { anAgentRequest, neverAborted } from '../../../../test/support/agent-runs.js';
import { FakeClock } from '../../../../test/support/fake-clock.js';
import { Gateway } from './gateway.js';
import { GatewayLink } from './gateway-link.js';
import { type Demand, GatewayPool, type Place, type QueueLimits } from './gateway-pool.js';

const QUEUE: QueueLimits = { length: 100, waitMs: 2000 };

let clock = new FakeClock();
let gateways: readonly Gateway[] = [];

afterEach(async () => {
  await Promise.all(gateways.map(({ link }) => link.close()));
});

function open(limits: readonly number[], queue: QueueLimits = QUEUE): GatewayPool {
  clock = new FakeClock();
  // Nobody connects: whoever has a place is a matter of the pool alone.
  gateways = limits.map(
    (limit, index) => new Gateway(`gateway-${index + 1}`, new GatewayLink('http://gateway.test', 't'), limit),
  );
  return new GatewayPool(gateways, queue, clock);
}

const { model } = anAgentRequest();

function demandFor(alias: string, maxConcurrent: number, lane = 'u_1'): Demand {
  return { lane, model: { ...model, alias, maxConcurrent }, except: new Set() };
}

const enter = (pool: GatewayPool, demand: Demand): Promise<Place> => pool.enter(demand, neverAborted());

/** Waits, and fails no test by being refused in the end. */
function waitFor(pool: GatewayPool, demand: Demand): Promise<unknown> {
  return enter(pool, demand).catch((error: unknown) => error);
}

/** Lets the pool see a run of this length. */
async function run(pool: GatewayPool, demand: Demand, ms: number): Promise<void> {
  const { leave } = await enter(pool, demand);
  clock.advance(ms);
  leave(true);
}

describe('a run whose model has a free place', () => {
  it('begins at once, however long others wait for another model', async () => {
    const pool = open([8]);
    await run(pool, demandFor('strong', 2), 60_000);
    await enter(pool, demandFor('fast', 1));
    for (let count = 0; count < 5; count += 1) void waitFor(pool, demandFor('fast', 1));

    await expect(enter(pool, demandFor('strong', 2))).resolves.toMatchObject({ gateway: gateways[0] });
    expect(pool.waiting).toBe(5);
  });

  it('begins at once even when nobody may wait', async () => {
    const pool = open([8], { length: 1, waitMs: 2000 });
    await enter(pool, demandFor('fast', 1));
    void waitFor(pool, demandFor('fast', 1));

    await expect(enter(pool, demandFor('fast', 1))).rejects.toMatchObject({ reason: 'queue_full' });
    await expect(enter(pool, demandFor('strong', 1))).resolves.toBeDefined();
  });
});

describe('whoever would have to wait', () => {
  it('waits in spite of those who wait for another model', async () => {
    const pool = open([8]);
    await run(pool, demandFor('strong', 1), 1000);
    await enter(pool, demandFor('fast', 1));
    for (let count = 0; count < 5; count += 1) void waitFor(pool, demandFor('fast', 1));
    const held = await enter(pool, demandFor('strong', 1));

    const waiting = enter(pool, demandFor('strong', 1));
    expect(pool.waiting).toBe(6);
    held.leave(true);
    await expect(waiting).resolves.toBeDefined();
    expect(pool.waiting).toBe(5);
  });

  it('is sent away when too many wait for the same model', async () => {
    const pool = open([8]);
    await run(pool, demandFor('fast', 1), 800);
    await enter(pool, demandFor('fast', 1));
    for (let count = 0; count < 2; count += 1) void waitFor(pool, demandFor('fast', 1));
    expect(pool.waiting).toBe(2);

    await expect(enter(pool, demandFor('fast', 1))).rejects.toMatchObject({
      code: 'AGENT_OVERLOADED',
      reason: 'queue_full',
      retryAfterS: 3,
      secondTry: 'futile',
    });
  });

  it('is sent away when too many wait for the gateways, whatever their models', async () => {
    const pool = open([1]);
    await run(pool, demandFor('fast', 8), 800);
    await enter(pool, demandFor('fast', 8));
    for (const alias of ['fast', 'strong']) void waitFor(pool, demandFor(alias, 8));

    await expect(enter(pool, demandFor('other', 8))).rejects.toMatchObject({ retryAfterS: 3 });
  });

  it('does not count those whose own model is full among those who wait for the gateways', async () => {
    const pool = open([2]);
    await run(pool, demandFor('strong', 8), 3000);
    await run(pool, demandFor('fast', 1), 800);
    await enter(pool, demandFor('fast', 1));
    await enter(pool, demandFor('strong', 8));
    for (let count = 0; count < 2; count += 1) void waitFor(pool, demandFor('fast', 1));

    void waitFor(pool, demandFor('strong', 8));
    expect(pool.waiting).toBe(3);
  });

  it("is not sent away for somebody else's burst, since lanes take turns", async () => {
    const pool = open([8]);
    await run(pool, demandFor('fast', 1), 800);
    await enter(pool, demandFor('fast', 1));
    for (let count = 0; count < 2; count += 1) void waitFor(pool, demandFor('fast', 1, 'busy'));
    await expect(enter(pool, demandFor('fast', 1, 'busy'))).rejects.toMatchObject({ reason: 'queue_full' });

    void waitFor(pool, demandFor('fast', 1, 'quiet'));
    expect(pool.waiting).toBe(3);
  });

  it('is not sent away for longer than those ahead may wait and one run takes', async () => {
    const pool = open([8]);
    await enter(pool, demandFor('fast', 1));
    const longer = await enter(pool, demandFor('fast', 2));
    clock.advance(500);
    for (let count = 0; count < 50; count += 1) void waitFor(pool, demandFor('fast', 1));
    clock.advance(1500);
    longer.leave(true);

    // Half a second until the last of the fifty gives up, and a run of two seconds.
    await expect(enter(pool, demandFor('fast', 1))).rejects.toMatchObject({ retryAfterS: 3 });
  });

  it('is told what its model is said to take, as long as no run has ended', async () => {
    const pool = open([8], { length: 1, waitMs: 2000 });
    const demand = demandFor('fast', 1);
    const slow = { ...demand, model: { ...demand.model, firstContentMs: 9000 } };
    await enter(pool, slow);
    const waiting = waitFor(pool, slow);
    await expect(enter(pool, slow)).rejects.toMatchObject({ retryAfterS: 11 });
    clock.advance(2000);
    await expect(waiting).resolves.toMatchObject({ retryAfterS: 9 });
  });

  it('learns from runs that failed late, and nothing from those that were refused at once', async () => {
    const pool = open([8]);
    const demand = demandFor('fast', 1);
    const failed = async (ms: number): Promise<void> => {
      const { leave } = await enter(pool, demand);
      clock.advance(ms);
      leave(false);
    };
    await failed(30_000);
    for (let count = 0; count < 20; count += 1) await failed(5);
    await enter(pool, demand);
    await expect(enter(pool, demand)).rejects.toMatchObject({ retryAfterS: 30 });
  });

  it('counts no more among those who wait when it gives up', async () => {
    const pool = open([8]);
    await run(pool, demandFor('fast', 1), 1000);
    await enter(pool, demandFor('fast', 1));
    const refused = waitFor(pool, demandFor('fast', 1));
    clock.advance(2000);

    await expect(refused).resolves.toMatchObject({ reason: 'queue_full', retryAfterS: 1 });
  });
});

describe('a run that goes on with what has begun', () => {
  const goingOn = (alias: string, maxConcurrent: number): Demand => ({
    ...demandFor(alias, maxConcurrent),
    continues: true,
  });

  it('is served before those who wait already, and is not sent away', async () => {
    const pool = open([8], { length: 1, waitMs: 2000 });
    const held = await enter(pool, demandFor('fast', 1));
    clock.advance(500);
    let served: string[] = [];
    const note = async (name: string, place: Promise<Place>): Promise<void> => {
      const { leave } = await place;
      served = [...served, name];
      leave(true);
    };
    const waiting = note('waiting', enter(pool, demandFor('fast', 1)));
    const going = note('goes on', enter(pool, goingOn('fast', 1)));
    held.leave(true);
    await Promise.all([waiting, going]);
    expect(served).toEqual(['goes on', 'waiting']);
  });

  it('waits for longer than others may, until its signal aborts', async () => {
    const pool = open([8]);
    await run(pool, demandFor('fast', 1), 60_000);
    await enter(pool, demandFor('fast', 1));
    const controller = new AbortController();
    const refused = pool.enter(goingOn('fast', 1), controller.signal).catch((error: unknown) => error);
    clock.advance(60_000);
    expect(pool.waiting).toBe(1);
    const late = new Error('late');
    controller.abort(late);
    expect(await refused).toBe(late);
    expect(pool.waiting).toBe(0);
  });
});
