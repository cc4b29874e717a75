import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anAgentRequest } from '../../../../test/support/agent-runs.js';
import { FakeClock } from '../../../../test/support/fake-clock.js';
import { Gateway } from './gateway.js';
import { GatewayLink } from './gateway-link.js';
import { type Demand, GatewayPool, type Place } from './gateway-pool.js';

const LIMITS = [2, 3] as const;
const MAX_CONCURRENT = { fast: 1, strong: 2, deep: 5 } as const;
const QUEUE = { length: 6, waitMs: 1000 };

interface Arrival {
  readonly kind: 'arrive';
  readonly alias: keyof typeof MAX_CONCURRENT;
  readonly lane: string;
  /** Which gateways have failed it. */
  readonly except: readonly number[];
}

type Step =
  | Arrival
  | { readonly kind: 'end' | 'abort'; readonly which: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | {
      readonly kind: 'find';
      readonly which: number;
      readonly state: 'ready' | 'draining' | 'unreachable';
    };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('arrive'),
      alias: fc.constantFrom('fast', 'strong', 'deep'),
      lane: fc.constantFrom('u_1', 'u_2', 'u_3'),
      except: fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, fc.subarray([0, 1])),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('end', 'end', 'abort'), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.nat(600) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('find'),
      which: fc.nat(1),
      state: fc.constantFrom('ready', 'draining', 'unreachable'),
    }),
  },
);

interface Run {
  readonly demand: Demand;
  readonly controller: AbortController;
  /** The count of turns when it came. */
  readonly since: number;
  state: 'new' | 'waiting' | 'running' | 'gone';
  place?: Place;
}

const { model } = anAgentRequest();

/** Runs that come, wait, run and go, and what must hold of them at every moment. */
class Crowd {
  /** What did not hold, in words. */
  readonly faults: string[] = [];
  private readonly clock = new FakeClock();
  private readonly gateways = LIMITS.map(
    (limit, index) => new Gateway(`gateway-${index + 1}`, new GatewayLink('http://gateway.test', 't'), limit),
  );
  private readonly pool = new GatewayPool(this.gateways, QUEUE, this.clock);
  private readonly runs: Run[] = [];
  /** The lanes of those who were served after waiting, oldest first. */
  private readonly turns: string[] = [];

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'arrive':
        return this.arrive(step);
      case 'end':
        this.pick('running', step.which)?.place?.leave(true);
        break;
      case 'abort':
        this.pick('waiting', step.which)?.controller.abort(new Error('cancelled'));
        break;
      case 'pass':
        this.clock.advance(step.ms);
        break;
      case 'find':
        this.gateways[step.which]?.learn({ state: step.state, engines: new Set() });
        this.pool.admit();
    }
    await this.settle();
  }

  /** Ends run after run until nobody is left. */
  async leave(): Promise<void> {
    while (
      this.faults.length === 0 &&
      this.runs.some(({ state }) => state === 'running' || state === 'waiting')
    ) {
      await this.take({ kind: 'end', which: 0 });
    }
    const listeners = this.runs.flatMap(({ controller }) => getEventListeners(controller.signal, 'abort'));
    this.must(this.clock.pending.length === 0, 'a timer is left');
    this.must(listeners.length === 0, 'a listener is left');
    await Promise.all(this.gateways.map(({ link }) => link.close()));
  }

  private async arrive({ alias, lane, except }: Arrival): Promise<void> {
    const demand = {
      lane,
      model: { ...model, alias, maxConcurrent: MAX_CONCURRENT[alias] },
      except: new Set(this.gateways.filter((_, index) => except.includes(index))),
    };
    const fitted = this.fits(demand);
    const run: Run = { demand, controller: new AbortController(), since: this.turns.length, state: 'new' };
    this.runs.push(run);
    void this.pool.enter(demand, run.controller.signal).then(
      (place) => this.begin(run, place),
      () => (run.state = 'gone'),
    );
    await this.settle();
    this.must((run.state === 'running') === fitted, 'a run begins at once exactly when there is a place');
  }

  private begin(run: Run, { gateway, leave }: Place): void {
    if (run.state === 'waiting') this.noteTurn(run);
    run.state = 'running';
    run.place = {
      gateway,
      leave: (answered) => {
        run.state = 'gone';
        leave(answered);
      },
    };
  }

  /** Looks whether somebody who waited too, and for no less, would have been next by the rules of lanes. */
  private noteTurn(run: Run): void {
    const { lane } = run.demand;
    const last = this.turns.lastIndexOf(lane);
    const rivals = this.runs.filter(
      ({ state, demand }) => state === 'waiting' && isAlike(demand, run.demand),
    );
    const passedOver = rivals.some((other) => {
      if (other.demand.lane === lane) return this.runs.indexOf(other) < this.runs.indexOf(run);
      return other.since <= last && this.turns.lastIndexOf(other.demand.lane) < last;
    });
    this.must(!passedOver, 'lanes take turns, and each keeps its order');
    this.turns.push(lane);
  }

  private async settle(): Promise<void> {
    await new Promise(setImmediate);
    for (const run of this.runs) if (run.state === 'new') run.state = 'waiting';
    for (const gateway of this.gateways) {
      const here = this.runningOn(gateway);
      this.must(gateway.status.running === here.length, 'a gateway counts its runs');
      this.must(here.length <= gateway.limit, 'a gateway is not over its limit');
      const full = Object.entries(MAX_CONCURRENT).every(([alias, limit]) => countOf(here, alias) <= limit);
      this.must(full, 'a model is not over its limit');
    }
    const waiting = this.runs.filter(({ state }) => state === 'waiting');
    this.must(this.pool.waiting === waiting.length, 'the pool counts those who wait');
    this.must(!waiting.some(({ demand }) => this.fits(demand)), 'nobody waits beside a free place');
  }

  /** Whether there is a free place for it on one of the best gateways. */
  private fits({ model: { alias, maxConcurrent }, except }: Demand): boolean {
    const left = this.gateways.filter((gateway) => !except.has(gateway));
    const best = Math.min(...left.map(({ rank }) => rank));
    return left.some((gateway) => {
      const here = this.runningOn(gateway);
      return gateway.rank === best && here.length < gateway.limit && countOf(here, alias) < maxConcurrent;
    });
  }

  private runningOn(gateway: Gateway): readonly Run[] {
    return this.runs.filter(({ place, state }) => state === 'running' && place?.gateway === gateway);
  }

  private pick(state: Run['state'], which: number): Run | undefined {
    const found = this.runs.filter((run) => run.state === state);
    return found[which % Math.max(1, found.length)];
  }

  private must(holds: boolean, rule: string): void {
    if (!holds) this.faults.push(rule);
  }
}

function isAlike(one: Demand, other: Demand): boolean {
  const sameGateways = [...one.except].every((gateway) => other.except.has(gateway));
  return one.model.alias === other.model.alias && one.except.size === other.except.size && sameGateways;
}

function countOf(runs: readonly Run[], alias: string): number {
  return runs.filter(({ demand }) => demand.model.alias === alias).length;
}

it('wastes no place, exceeds no limit, lets lanes take turns and forgets nobody, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { maxLength: 80, size: 'max' }), async (steps) => {
      const crowd = new Crowd();
      for (const step of steps) await crowd.take(step);
      await crowd.leave();
      expect(crowd.faults).toEqual([]);
    }),
  );
}, 30_000);
