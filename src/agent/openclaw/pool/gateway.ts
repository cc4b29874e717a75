import {
  CircuitState,
  ConsecutiveBreaker,
  type CircuitBreakerPolicy,
  circuitBreaker,
  handleType,
  isBrokenCircuitError,
} from 'cockatiel';
import type { GatewayStatus, Way } from '../../agent-client.js';
import { CIRCUIT_OPEN_S, circuitOpen, isBreakerFault } from '../agent-errors.js';
import { type Wants, chooseWay } from '../ways/choose-way.js';
import type { Engine } from '../ways/plugin-way.js';
import type { GatewayLink } from './gateway-link.js';

/** What a probe found. */
export interface Finding {
  readonly state: Exclude<GatewayStatus['state'], 'unknown'>;
  readonly engines: ReadonlySet<Engine>;
  readonly plugin?: GatewayStatus['plugin'];
}

/** Failures in a row after which a model on a gateway is left alone. */
const BREAKS_AFTER = 5;

const WAYS: readonly Exclude<Way, 'local'>[] = ['lean', 'public', 'agent', 'chat'];

/** How much a gateway's state recommends it: only the best there are get runs. */
const RANK: Readonly<Record<GatewayStatus['state'], number>> = {
  ready: 0,
  unknown: 1,
  draining: 2,
  unreachable: 2,
  refused: 3,
};

/** What a circuit counts, around the error that it was. */
class Counted extends Error {
  constructor(override readonly cause: unknown) {
    super('counts against a model');
  }
}

/** One gateway: what is known of it, who runs on it, and which of its models fail. */
export class Gateway {
  private finding: Finding | undefined;
  private readonly runningByModel = new Map<string, number>();
  private readonly breakers = new Map<string, CircuitBreakerPolicy>();
  private total = 0;

  constructor(
    /** For people: tells gateways apart without their addresses. */
    readonly name: string,
    readonly link: GatewayLink,
    /** Runs at the same time, whatever their model. */
    readonly limit: number,
  ) {}

  get state(): GatewayStatus['state'] {
    return this.finding?.state ?? 'unknown';
  }

  /** Smaller is better. */
  get rank(): number {
    return RANK[this.state];
  }

  /** It was found to take no runs. */
  get isAway(): boolean {
    return this.rank > RANK.unknown;
  }

  /** From 0, nobody runs, to 1, full. */
  get load(): number {
    return this.total / this.limit;
  }

  get status(): GatewayStatus {
    const { plugin, engines = new Set<Way>() } = this.finding ?? {};
    const broken = [...this.breakers].filter(([, { state }]) => state !== CircuitState.Closed);
    return {
      name: this.name,
      state: this.state,
      ways: WAYS.filter((way) => way === 'chat' || engines.has(way)),
      ...(plugin !== undefined && { plugin }),
      running: this.total,
      broken: broken.map(([model]) => model),
    };
  }

  /**
   * A gateway that is back begins anew: how its models fared before it went says nothing of them now.
   * @returns whether anything changed that people want to know
   */
  learn(finding: Finding): boolean {
    const before = JSON.stringify([this.state, this.status.ways]);
    if (finding.state === 'ready' && this.state !== 'ready') this.breakers.clear();
    this.finding = finding;
    return JSON.stringify([this.state, this.status.ways]) !== before;
  }

  /** A run found that the gateway no longer has this engine; the next probe may find it again. */
  lose(engine: Engine): void {
    if (this.finding === undefined) return;
    const engines = new Set(this.finding.engines);
    engines.delete(engine);
    this.finding = { ...this.finding, engines };
  }

  wayFor(wants: Wants): Exclude<Way, 'local'> {
    return chooseWay(this.finding?.engines ?? new Set(), wants);
  }

  /** Places for one more run, whatever its model. */
  get free(): number {
    return this.limit - this.total;
  }

  /** Places that the model itself has left here. @param limit runs of this model at the same time */
  freeFor(model: string, limit: number): number {
    return Math.max(0, limit - (this.runningByModel.get(model) ?? 0));
  }

  /** @param limit as for {@link freeFor} */
  hasRoom(model: string, limit: number): boolean {
    return this.free > 0 && this.freeFor(model, limit) > 0;
  }

  enter(model: string): void {
    this.total += 1;
    this.runningByModel.set(model, (this.runningByModel.get(model) ?? 0) + 1);
  }

  leave(model: string): void {
    this.total -= 1;
    this.runningByModel.set(model, (this.runningByModel.get(model) ?? 1) - 1);
  }

  /**
   * Does the work unless its model fails too often here. While one run tries whether the model has healed,
   * others are refused: they would wait inside the breaker for as long as that one takes, deaf to their
   * own signals. A try that fails for whatever reason has not shown that the model is well again, also when
   * it was cancelled.
   * @param counts whether an error is one of the model's
   * @throws AppError `AGENT_UNAVAILABLE`, `circuit_open`; whatever the work throws
   */
  async guarded<T>(
    model: string,
    work: () => Promise<T>,
    counts: (error: unknown) => boolean = isBreakerFault,
  ): Promise<T> {
    const breaker = this.breaker(model);
    if (breaker.state === CircuitState.HalfOpen) throw circuitOpen();
    const isTrial = breaker.state === CircuitState.Open;
    const judged = (): Promise<T> =>
      work().catch((error: unknown) => {
        throw isTrial || counts(error) ? new Counted(error) : error;
      });
    try {
      return await breaker.execute(judged);
    } catch (error) {
      if (error instanceof Counted) throw error.cause;
      throw isBrokenCircuitError(error) ? circuitOpen() : error;
    }
  }

  /**
   * The result of work that says nothing of how users fare: it is kept away from a model that fails them, and counts
   * neither for nor against it.
   * @throws AppError `AGENT_UNAVAILABLE` for a model that is left alone; whatever the work throws
   */
  async aside<T>(model: string, work: () => Promise<T>): Promise<T> {
    if (this.breaker(model).state !== CircuitState.Closed) throw circuitOpen();
    return work();
  }

  private breaker(model: string): CircuitBreakerPolicy {
    const known = this.breakers.get(model);
    if (known !== undefined) return known;
    const breaker = circuitBreaker(handleType(Counted), {
      breaker: new ConsecutiveBreaker(BREAKS_AFTER),
      // Then one run tries whether it has healed.
      halfOpenAfter: CIRCUIT_OPEN_S * 1000,
    });
    this.breakers.set(model, breaker);
    return breaker;
  }
}
