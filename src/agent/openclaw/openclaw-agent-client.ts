import type { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import { orAborted } from '../../common/or-aborted.js';
import type { ModelTarget } from '../../config/snapshot.js';
import { NO_TRACING, type Tracing } from '../../telemetry/tracing.js';
import {
  AgentClient,
  type AgentEvent,
  type AgentRequest,
  type AgentStatus,
  type GatewayStatus,
} from '../agent-client.js';
import { isBreakerFault, isGatewayFault, mayPassElsewhere, stillAway } from './agent-errors.js';
import { type Answering, WayLost, begin } from './answering.js';
import { inCallSpan } from './call-span.js';
import { MisconfigurationLog } from './misconfiguration-log.js';
import { Gateway } from './pool/gateway.js';
import { GatewayLink } from './pool/gateway-link.js';
import { GatewayPool, type QueueLimits } from './pool/gateway-pool.js';
import { GatewayWatch } from './pool/gateway-watch.js';
import { assertReady } from './pool/probe.js';
import type { Call } from './ways/call.js';
import { callBy } from './ways/choose-way.js';

export interface OpenClawOptions {
  /** One or more gateways, as absolute URLs. */
  readonly urls: readonly string[];
  readonly token: string;
  /** Runs at the same time on one gateway. */
  readonly gatewayLimit: number;
  readonly queue: QueueLimits;
}

/** Timers go off a little before their time, as the clock sees it. */
const TIMER_EARLY_MS = 2;

/** Asks OpenClaw, by the best way that each gateway offers; `docs/openclaw.md` says what those are like. */
export class OpenClawAgentClient extends AgentClient {
  override readonly name = 'openclaw';
  private readonly pool: GatewayPool;
  private readonly watch: GatewayWatch;
  private readonly log: MisconfigurationLog;

  /** Use {@link open}: an agent that has not looked at its gateways yet chooses badly among them. */
  private constructor(
    { urls, token, gatewayLimit, queue }: OpenClawOptions,
    private readonly clock: Clock,
    private readonly tracing: Tracing,
  ) {
    super();
    const gateways = urls.map(
      (url, index) => new Gateway(`gateway-${index + 1}`, new GatewayLink(url, token), gatewayLimit),
    );
    this.pool = new GatewayPool(gateways, queue, clock);
    this.watch = new GatewayWatch(this.pool, clock);
    this.log = new MisconfigurationLog(clock);
  }

  /** Resolves when each gateway was looked at once, whatever was found. */
  static async open(
    options: OpenClawOptions,
    clock: Clock,
    tracing: Tracing = NO_TRACING,
  ): Promise<OpenClawAgentClient> {
    const client = new OpenClawAgentClient(options, clock, tracing);
    await client.watch.start();
    return client;
  }

  /** As the port says; a gateway that fails before its first content or tool is replaced by another one. */
  override async *run(
    request: AgentRequest,
    signal: AbortSignal,
  ): AsyncGenerator<AgentEvent, void, undefined> {
    signal.throwIfAborted();
    const failed = new Set<Gateway>();
    for (;;) {
      const { lane, continues = false, background = false, model } = request;
      const demand = { lane, continues, background, model, except: failed };
      const { gateway, leave } = await this.tracing.span('miniask.queue', () =>
        this.pool.enter(demand, signal),
      );
      let begun = false;
      let answered = false;
      try {
        const events = inCallSpan(this.tracing, request, (headers) =>
          this.runOn(gateway, request, headers, signal),
        );
        for await (const event of events) {
          begun ||= event.type !== 'run';
          answered ||= event.type === 'end';
          yield event;
        }
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (begun || !this.mayGoOn(gateway, error, failed)) throw error;
      } finally {
        leave(answered);
      }
    }
  }

  /** Resolves as soon as one gateway says that it is ready. @throws AppError `AGENT_UNAVAILABLE` */
  override async check(signal: AbortSignal): Promise<void> {
    const looks = this.pool.gateways.map(async (gateway) => assertReady(await this.watch.look(gateway)));
    await orAborted(Promise.any(looks), signal).catch((error: unknown) => {
      throw error instanceof AggregateError ? error.errors[0] : error;
    });
  }

  override status(): AgentStatus {
    const gateways: readonly GatewayStatus[] = this.pool.gateways.map(({ status }) => status);
    return { gateways, waiting: this.pool.waiting };
  }

  override async close(): Promise<void> {
    this.watch.stop();
    await Promise.all(this.pool.gateways.map(({ link }) => link.close()));
  }

  private async *runOn(
    gateway: Gateway,
    request: AgentRequest,
    tracingHeaders: Call['headers'],
    signal: AbortSignal,
  ): AsyncGenerator<AgentEvent, void, undefined> {
    const call = callBy(gateway.wayFor(request), request);
    const traced = { ...call, headers: { ...call.headers, ...tracingHeaders } };
    const run = { way: call.way, gateway: gateway.name, sessionKey: call.sessionKey };
    const { isAway } = gateway;
    const begunAt = this.clock.monotonic();
    yield { type: 'run', ...run };
    signal.throwIfAborted();
    // A run that was ended says something of its model only when that had its time.
    const counts = (error: unknown): boolean =>
      isBreakerFault(error) && (!signal.aborted || this.hadItsTime(request.model, begunAt));
    let answering: Answering | undefined;
    try {
      // Judged by what comes first: content, a tool, or a failure.
      const { alias } = request.model;
      const opening = (): Promise<Answering> => begin(gateway.link, traced, run, signal, this.clock);
      answering = await (request.background === true
        ? gateway.aside(alias, opening)
        : gateway.guarded(alias, opening, counts));
      yield* answering.events();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError) this.log.note(error.reason, call.agentId, request.model.model);
      throw isAway ? stillAway(error) : error;
    } finally {
      answering?.release();
    }
  }

  /** Whether a model has had as long as it may take for its first content, whoever gave it less than that. */
  private hadItsTime({ firstContentMs, totalMs }: ModelTarget, begunAt: number): boolean {
    const had = this.clock.monotonic() - begunAt;
    return had + TIMER_EARLY_MS >= Math.min(firstContentMs, totalMs);
  }

  /** Whether the run may begin again: on another gateway, or on the same one by another way. */
  private mayGoOn(gateway: Gateway, error: unknown, failed: Set<Gateway>): boolean {
    if (error instanceof WayLost) {
      gateway.lose(error.engine);
      return true;
    }
    if (!mayPassElsewhere(error)) return false;
    failed.add(gateway);
    if (isGatewayFault(error)) void this.watch.look(gateway);
    // A worse one would only hide what this one had to say, which may be worth another try.
    return this.pool.gateways.some((other) => !failed.has(other) && other.rank <= gateway.rank);
  }
}
