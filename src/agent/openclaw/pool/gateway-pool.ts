import type { CancelTimer, Clock } from '../../../common/clock.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { ModelTarget } from '../../../config/snapshot.js';
import { FairQueue } from './fair-queue.js';
import type { Gateway } from './gateway.js';

export interface Demand {
  /** See `AgentRequest.lane`. */
  readonly lane: string;
  readonly model: ModelTarget;
  /** Gateways that have failed this run already. */
  readonly except: ReadonlySet<Gateway>;
}

/** A run's place on a gateway. */
export interface Place {
  readonly gateway: Gateway;
  /** Gives the place to whoever waits; to be called once. */
  readonly leave: () => void;
}

export interface QueueLimits {
  /** Runs that may wait, over all models. */
  readonly length: number;
  /** Milliseconds that a run may wait. */
  readonly waitMs: number;
}

interface Waiting {
  readonly lane: string;
  readonly demand: Demand;
  readonly admit: (place: Place) => void;
}

/** Seconds; whoever is refused should not be sent away for longer than this. */
const MAX_RETRY_AFTER_S = 60;
/** How much the latest run counts in the mean length of runs. */
const NEWEST = 0.1;

/**
 * Who runs where: the least loaded of the best gateways there are, within the limits of gateway and
 * model. Whoever finds no room waits in a fair queue, for a short while and only when that is likely to
 * help; everybody else is told at once when to come again.
 */
export class GatewayPool {
  private readonly queue: FairQueue<Waiting>;
  /** Milliseconds that runs of a model took lately. */
  private readonly meanMs = new Map<string, number>();
  /** Longest unused first: decides between gateways of the same load. */
  private readonly rotation: Gateway[];

  constructor(
    readonly gateways: readonly Gateway[],
    private readonly limits: QueueLimits,
    private readonly clock: Clock,
  ) {
    this.queue = new FairQueue(limits.length);
    this.rotation = [...gateways];
  }

  get waiting(): number {
    return this.queue.size;
  }

  /**
   * A place to run, now or after waiting.
   * @throws AppError `AGENT_UNAVAILABLE` when nobody is left to ask, `AGENT_OVERLOADED` with the seconds
   * after which there should be room; the signal's reason.
   */
  async enter(demand: Demand, signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    if (this.eligible(demand.except).length === 0) throw noGateway();
    // Nobody overtakes those who wait, unless they wait for something else.
    const place = this.queue.size === 0 ? this.place(demand) : undefined;
    return place ?? this.wait(demand, signal);
  }

  /** Looks whether somebody who waits finds room now: after a run has ended, or a gateway has healed. */
  admit(): void {
    for (;;) {
      let place: Place | undefined;
      const next = this.queue.take(({ demand }) => (place = this.place(demand)) !== undefined);
      if (next === undefined || place === undefined) return;
      next.admit(place);
    }
  }

  private wait(demand: Demand, signal: AbortSignal): Promise<Place> {
    return new Promise((resolve, reject) => {
      let cancelTimer: CancelTimer | undefined;
      const settle = (): void => {
        cancelTimer?.();
        signal.removeEventListener('abort', leave);
      };
      const admit = (place: Place): void => {
        settle();
        resolve(place);
      };
      const waiting: Waiting = { lane: demand.lane, demand, admit };
      const giveUp = (error: unknown): void => {
        settle();
        this.queue.remove(waiting);
        reject(error);
      };
      const leave = (): void => giveUp(signal.reason);

      if (this.expectedWaitMs(demand.model) > this.limits.waitMs || !this.queue.add(waiting)) {
        return reject(this.overloaded(demand.model));
      }
      signal.addEventListener('abort', leave, { once: true });
      cancelTimer = this.clock.after(this.limits.waitMs, () => giveUp(this.overloaded(demand.model)));
      this.admit();
    });
  }

  private place(demand: Demand): Place | undefined {
    const { alias, maxConcurrent } = demand.model;
    const free = this.eligible(demand.except).filter((gateway) => gateway.hasRoom(alias, maxConcurrent));
    const gateway = leastLoaded(free);
    if (gateway === undefined) return undefined;
    const begunAt = this.clock.monotonic();
    gateway.enter(alias);
    this.rotation.push(...this.rotation.splice(this.rotation.indexOf(gateway), 1));
    return {
      gateway,
      leave: () => {
        gateway.leave(alias);
        this.remember(alias, this.clock.monotonic() - begunAt);
        this.admit();
      },
    };
  }

  /** The gateways of the best state there is: nobody is sent to a dead one because the living are busy. */
  private eligible(except: ReadonlySet<Gateway> = new Set()): readonly Gateway[] {
    const left = this.rotation.filter((gateway) => !except.has(gateway));
    const best = Math.min(...left.map(({ rank }) => rank));
    return left.filter(({ rank }) => rank === best);
  }

  private overloaded(model: ModelTarget): AppError {
    const seconds = Math.ceil(this.expectedWaitMs(model) / 1000);
    return new AppError('AGENT_OVERLOADED', {
      reason: 'queue_full',
      retryAfterS: Math.min(MAX_RETRY_AFTER_S, Math.max(1, seconds)),
    });
  }

  /** How long one more would wait, as far as the runs before it tell. */
  private expectedWaitMs({ alias, maxConcurrent }: ModelTarget): number {
    const places = this.eligible().reduce((sum, { limit }) => sum + Math.min(limit, maxConcurrent), 0);
    return ((this.queue.size + 1) / places) * (this.meanMs.get(alias) ?? 0);
  }

  private remember(model: string, ms: number): void {
    const mean = this.meanMs.get(model) ?? ms;
    this.meanMs.set(model, mean + NEWEST * (ms - mean));
  }
}

function noGateway(): AppError {
  return new AppError('AGENT_UNAVAILABLE', { reason: 'no_gateway', retryAfterS: 5 });
}

function leastLoaded(gateways: readonly Gateway[]): Gateway | undefined {
  const [first, ...others] = gateways;
  return first && others.reduce((best, gateway) => (gateway.load < best.load ? gateway : best), first);
}
