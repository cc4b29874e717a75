import type { CancelTimer, Clock } from '../../../common/clock.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { ModelTarget } from '../../../config/snapshot.js';
import { FairQueue } from './fair-queue.js';
import type { Gateway } from './gateway.js';
import { RunLengths } from './run-lengths.js';
import { waitingTime } from './waiting-time.js';

export interface Demand {
  /** See `AgentRequest.lane`. */
  readonly lane: string;
  /** See `AgentRequest.continues`. */
  readonly continues?: boolean;
  /** See `AgentRequest.background`. */
  readonly background?: boolean;
  readonly model: ModelTarget;
  /** Gateways that have failed this run already. */
  readonly except: ReadonlySet<Gateway>;
}

/** A run's place on a gateway. */
export interface Place {
  readonly gateway: Gateway;
  /**
   * Gives the place to whoever waits; to be called once.
   * @param answered the run came to its end: how long it took tells how long others will take. Of one that failed only
   * when it took longer, as one that was never answered does; one that was refused at once says nothing of those that work.
   */
  readonly leave: (answered: boolean) => void;
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
  /** When it gives up; monotonic, in milliseconds. */
  readonly until: number;
  readonly admit: (place: Place) => void;
  /** Tells it that it waits no more, as it has no room. */
  readonly refuse: () => void;
}

/**
 * Who runs where: the least loaded of the best gateways there are, within the limits of gateway and
 * model. Whoever finds no room waits in a fair queue, for a short while and only when that is likely to
 * help; everybody else is told at once when to come again, and so is the last of the user who has most runs
 * in a full queue, when another one comes.
 *
 * A place that somebody in the queue could use is never free: whatever may free one is followed by
 * {@link admit}. So a run that finds a free place takes it from nobody, however many wait for other
 * models, and may begin at once.
 *
 * Runs in the background have a queue of their own, without bounds, that is served only when nobody waits in the other
 * and there is a place to spare. One that has begun goes on like any other.
 */
export class GatewayPool {
  private readonly queue: FairQueue<Waiting>;
  private readonly background = new FairQueue<Waiting>(Infinity);
  private readonly lengths = new RunLengths();
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
    if (demand.background === true && demand.continues !== true)
      return this.sparePlace(demand) ?? this.waitInBackground(demand, signal);
    return this.place(demand) ?? this.wait(demand, signal);
  }

  /** Looks who of those waiting finds room now: after a run has ended, or a gateway's state has changed. */
  admit(): void {
    this.serve(this.queue, (demand) => this.place(demand));
    this.serve(this.background, (demand) => this.sparePlace(demand));
  }

  private serve(queue: FairQueue<Waiting>, find: (demand: Demand) => Place | undefined): void {
    for (;;) {
      let place: Place | undefined;
      const next = queue.take(({ demand }) => (place = find(demand)) !== undefined);
      if (next === undefined || place === undefined) return;
      next.admit(place);
    }
  }

  /** As long as it takes: only the signal ends that. */
  private waitInBackground(demand: Demand, signal: AbortSignal): Promise<Place> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.background.remove(waiting);
        reject(signal.reason);
      };
      const admit = (place: Place): void => {
        signal.removeEventListener('abort', leave);
        resolve(place);
      };
      const waiting: Waiting = { lane: demand.lane, demand, until: Infinity, admit, refuse: refuseNobody };
      this.background.add(waiting);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  private wait(demand: Demand, signal: AbortSignal): Promise<Place> {
    const { lane, continues = false, model } = demand;
    // Whoever goes on waits until its signal ends that, which is within the time of its model.
    const waitMs = continues ? model.totalMs : this.limits.waitMs;
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
      const refuse = (): void => {
        settle();
        reject(this.overloaded(demand));
      };
      const waiting: Waiting = { lane, demand, until: this.clock.monotonic() + waitMs, admit, refuse };
      const giveUp = (): void => {
        settle();
        this.queue.remove(waiting);
      };
      const leave = (): void => {
        giveUp();
        reject(signal.reason);
        this.admit();
      };

      if (continues) this.queue.addGoingOn(waiting);
      else if (this.expectedWaitMs(demand) > waitMs) return refuse();
      else {
        const without = this.queue.add(waiting);
        without?.refuse();
        if (without === waiting) return undefined;
      }
      signal.addEventListener('abort', leave, { once: true });
      if (continues) return undefined;
      cancelTimer = this.clock.after(waitMs, () => {
        giveUp();
        reject(this.overloaded(demand));
        this.admit();
      });
    });
  }

  private place(demand: Demand): Place | undefined {
    const { alias, maxConcurrent, firstContentMs } = demand.model;
    const free = this.eligible(demand.except).filter((gateway) => gateway.hasRoom(alias, maxConcurrent));
    const gateway = leastLoaded(free);
    if (gateway === undefined) return undefined;
    const begunAt = this.clock.monotonic();
    gateway.enter(alias);
    this.rotation.push(...this.rotation.splice(this.rotation.indexOf(gateway), 1));
    return {
      gateway,
      leave: (answered) => {
        gateway.leave(alias);
        const tookMs = this.clock.monotonic() - begunAt;
        if (answered || tookMs >= this.lengths.of(alias, firstContentMs)) this.lengths.add(alias, tookMs);
        this.admit();
      },
    };
  }

  /** A place that users can do without. */
  private sparePlace(demand: Demand): Place | undefined {
    return this.queue.size === 0 && this.canSpare(demand) ? this.place(demand) : undefined;
  }

  /** One more place of its model stays free for users; where there is only one in all, nobody else runs. */
  private canSpare({ model: { alias, maxConcurrent }, except }: Demand): boolean {
    const gateways = this.eligible(except);
    const free = sum(gateways, (gateway) => Math.min(gateway.free, gateway.freeFor(alias, maxConcurrent)));
    if (free > 1) return true;
    const places = sum(gateways, ({ limit }) => Math.min(limit, maxConcurrent));
    return places === 1 && gateways.every(({ load }) => load === 0);
  }

  /** The gateways of the best state there is: nobody is sent to a dead one because the living are busy. */
  private eligible(except: ReadonlySet<Gateway>): readonly Gateway[] {
    const left = this.rotation.filter((gateway) => !except.has(gateway));
    const best = Math.min(...left.map(({ rank }) => rank));
    return left.filter(({ rank }) => rank === best);
  }

  private overloaded(demand: Demand): AppError {
    return new AppError('AGENT_OVERLOADED', {
      reason: 'queue_full',
      retryAfterS: Math.max(1, Math.ceil(this.expectedWaitMs(demand, demand.model.firstContentMs) / 1000)),
      // To wait once more for what was just said not to come is the client's choice.
      secondTry: 'futile',
    });
  }

  /**
   * How long one more would wait: for a place of its model, and for one of the gateways, whichever takes
   * longer. Those of its model compete for the first; for the second all whose own model is not full.
   * @param unknownMs how long a run is taken to be as long as none has ended: none, for who may only try
   */
  private expectedWaitMs({ lane, model, except }: Demand, unknownMs = 0): number {
    const { alias, maxConcurrent } = model;
    const gateways = this.eligible(except);
    const now = this.clock.monotonic();
    const ahead = (competes: (demand: Demand) => boolean): number[] =>
      this.queue.ahead(lane, ({ demand }) => competes(demand)).map(({ until }) => until);
    const forModel = {
      aheadUntil: ahead((other) => other.model.alias === alias),
      places: sum(gateways, ({ limit }) => Math.min(limit, maxConcurrent)),
      free: sum(gateways, (gateway) => gateway.freeFor(alias, maxConcurrent)),
      meanMs: this.lengths.of(alias, unknownMs),
    };
    const forRoom = {
      aheadUntil: ahead((other) => this.waitsForRoom(other)),
      places: sum(gateways, ({ limit }) => limit),
      free: sum(gateways, ({ free }) => free),
      meanMs: this.lengths.ofAll(unknownMs),
    };
    return Math.max(waitingTime(forModel, now), waitingTime(forRoom, now));
  }

  /** Its model may run once more, but the gateways are full. */
  private waitsForRoom({ model, except }: Demand): boolean {
    return this.eligible(except).some((gateway) => gateway.freeFor(model.alias, model.maxConcurrent) > 0);
  }
}

function sum(gateways: readonly Gateway[], count: (gateway: Gateway) => number): number {
  return gateways.reduce((total, gateway) => total + count(gateway), 0);
}

/** Of a queue that has room for all. */
function refuseNobody(): void {}

function noGateway(): AppError {
  return new AppError('AGENT_UNAVAILABLE', { reason: 'no_gateway', retryAfterS: 5 });
}

function leastLoaded(gateways: readonly Gateway[]): Gateway | undefined {
  const [first, ...others] = gateways;
  return first && others.reduce((best, gateway) => (gateway.load < best.load ? gateway : best), first);
}
