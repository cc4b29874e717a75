import { afterEach, describe, expect, it } from 'vitest';
import { anAgentRequest, neverAborted } from '../../../../test/support/agent-runs.js';
import { FakeClock } from '../../../../test/support/fake-clock.js';
import { Gateway } from './gateway.js';
import { GatewayLink } from './gateway-link.js';
import { type Demand, GatewayPool, type Place } from './gateway-pool.js';

let clock = new FakeClock();
let gateways: readonly Gateway[] = [];

afterEach(async () => {
  await Promise.all(gateways.map(({ link }) => link.close()));
});

function open(limits: readonly number[], length = 100): GatewayPool {
  clock = new FakeClock();
  gateways = limits.map(
    (limit, index) => new Gateway(`gateway-${index + 1}`, new GatewayLink('http://gateway.test', 't'), limit),
  );
  return new GatewayPool(gateways, { length, waitMs: 2000 }, clock);
}

const { model } = anAgentRequest();

function demand(more: Partial<Demand> & { readonly alias?: string; readonly max?: number } = {}): Demand {
  const { alias = 'fast', max = 8, ...rest } = more;
  return { lane: 'u_1', model: { ...model, alias, maxConcurrent: max }, except: new Set(), ...rest };
}

const enter = (pool: GatewayPool, wanted: Demand): Promise<Place> => pool.enter(wanted, neverAborted());

/** What a run has come to, as far as it is known now. */
function watch(place: Promise<Place>): { readonly now: () => Promise<'waits' | 'runs'> } {
  let state: 'waits' | 'runs' = 'waits';
  place.then(
    () => (state = 'runs'),
    () => {},
  );
  return {
    now: async () => {
      await new Promise(setImmediate);
      return state;
    },
  };
}

describe('a run in the background', () => {
  it('takes a place that is free, and leaves the last one of its model to users', async () => {
    const pool = open([8]);
    const wanted = demand({ max: 3, background: true });
    await enter(pool, wanted);
    const second = await enter(pool, wanted);
    const third = watch(enter(pool, wanted));
    expect(await third.now()).toBe('waits');

    await expect(enter(pool, demand({ max: 3 }))).resolves.toBeDefined();
    second.leave(true);
    expect(await third.now()).toBe('waits');
  });

  it('leaves the last place of the gateways to users, whatever their model', async () => {
    const pool = open([1, 1]);
    await enter(pool, demand({ background: true }));
    const second = watch(enter(pool, demand({ background: true })));
    expect(await second.now()).toBe('waits');
    await expect(enter(pool, demand({ alias: 'strong' }))).resolves.toBeDefined();
  });

  it('takes the only place of a model when nobody else runs', async () => {
    const pool = open([8]);
    const other = await enter(pool, demand({ alias: 'strong' }));
    const place = enter(pool, demand({ max: 1, background: true }));
    const seen = watch(place);
    expect(await seen.now()).toBe('waits');
    other.leave(true);
    expect(await seen.now()).toBe('runs');
    const next = watch(enter(pool, demand({ max: 1, background: true })));
    expect(await next.now()).toBe('waits');
    (await place).leave(true);
    expect(await next.now()).toBe('runs');
  });

  it('waits as long as a user waits for anything, and longer than users may wait', async () => {
    const pool = open([8]);
    const slow = await enter(pool, demand({ alias: 'strong', max: 1 }));
    const user = enter(pool, demand({ alias: 'strong', max: 1 }));
    const seen = watch(enter(pool, demand({ background: true })));
    expect(await seen.now()).toBe('waits');
    expect(pool.waiting).toBe(1);

    slow.leave(true);
    expect(await seen.now()).toBe('runs');
    await user;
    const another = watch(enter(pool, demand({ alias: 'strong', max: 1, background: true })));
    clock.advance(600_000);
    expect(await another.now()).toBe('waits');
  });

  it('begins when the users who waited before it have given up', async () => {
    const pool = open([8]);
    await enter(pool, demand({ alias: 'strong', max: 1 }));
    const user = enter(pool, demand({ alias: 'strong', max: 1 })).catch((error: unknown) => error);
    const seen = watch(enter(pool, demand({ background: true })));
    clock.advance(2000);
    await user;
    expect(await seen.now()).toBe('runs');
  });

  it('takes no room in the queue of users', async () => {
    const pool = open([1], 1);
    const running = await enter(pool, demand());
    const waits = Array.from({ length: 3 }, () => watch(enter(pool, demand({ background: true }))));
    const user = enter(pool, demand());
    running.leave(true);
    await expect(user).resolves.toBeDefined();
    expect(await Promise.all(waits.map(({ now }) => now()))).toEqual(['waits', 'waits', 'waits']);
  });

  it('goes on like any other when it has begun', async () => {
    const pool = open([1]);
    const running = await enter(pool, demand());
    const user = watch(enter(pool, demand()));
    const going = enter(pool, demand({ background: true, continues: true }));
    running.leave(true);
    await expect(going).resolves.toBeDefined();
    expect(await user.now()).toBe('waits');
  });

  it('waits no longer than its signal says', async () => {
    const pool = open([1]);
    const running = await enter(pool, demand());
    const controller = new AbortController();
    const gone = pool.enter(demand({ background: true }), controller.signal);
    const next = watch(enter(pool, demand({ background: true })));
    controller.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    running.leave(true);
    expect(await next.now()).toBe('runs');
  });
});
