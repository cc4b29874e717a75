import type { Answer } from '../answer/answer.js';
import { JsonAnswer } from '../answer/json-answer.js';
import { StreamAnswer } from '../answer/stream-answer.js';
import type { Clock } from '../common/clock.js';
import type { Engine, Run } from '../engines/engine.js';
import type { Engines } from '../engines/engines.js';
import { PluginError, asPluginError } from '../errors/plugin-error.js';
import { Configuration } from '../host/configuration.js';
import type { HostApi, RouteHandler } from '../host/host-api.js';
import type { CompleteRequest } from '../request/complete-request.js';
import { parseRequest } from '../request/parse-request.js';
import { readJsonBody } from '../request/read-body.js';
import type { Settings } from '../settings.js';
import { errorBody, loggable, sendError } from './error-response.js';
import { Exchange } from './exchange.js';

export interface CompleteRouteNeeds {
  readonly host: HostApi;
  readonly settings: Settings;
  /** Known soon after the start. */
  readonly engines: Promise<Engines>;
  readonly clock: Clock;
}

/** `POST /miniask/v1/complete`. */
export class CompleteRoute {
  private count = 0;

  constructor(private readonly needs: CompleteRouteNeeds) {}

  /** Requests that are being served. */
  get inflight(): number {
    return this.count;
  }

  readonly handle: RouteHandler = async (request, response) => {
    const exchange = new Exchange(request, response, this.needs.clock);
    const admitted = this.count < this.needs.settings.maxInflight;
    if (admitted) this.count += 1;
    try {
      if (request.method !== 'POST') throw this.wrongMethod(exchange);
      if (!admitted) throw new PluginError('overloaded', 'Too many requests at once.', { retryAfterS: 1 });
      await this.serve(exchange);
    } catch (error) {
      this.fail(exchange, error);
    } finally {
      if (admitted) this.count -= 1;
      exchange.dispose();
    }
    return true;
  };

  private wrongMethod({ response }: Exchange): PluginError {
    response.setHeader('allow', 'POST');
    return new PluginError('invalid_request_error', 'Only POST is served here.', { status: 405 });
  }

  private async serve(exchange: Exchange): Promise<void> {
    const { settings, host, clock } = this.needs;
    exchange.limit(settings.timeoutMs);
    const body = await exchange.unlessAborted(readJsonBody(exchange.request));
    const request = parseRequest(body, settings.maxTimeoutMs);
    const config = host.runtime.config.current();
    const model = Configuration.of(config).modelFor(request.agent, request.model);
    const engine = await this.engineOf(request);
    engine.check(request);

    const timeoutMs = request.timeoutMs ?? settings.timeoutMs;
    exchange.limit(timeoutMs);
    const { id, signal, traceparent, response } = exchange;
    const run = { id, request, model, config, signal, timeoutMs, traceparent };
    const head = { id, created: Math.floor(clock.now() / 1000), model };
    if (!request.stream) return await this.answer(exchange, engine, run, new JsonAnswer(response, head));
    await this.stream(exchange, engine, run, new StreamAnswer(response, head, clock));
  }

  private async engineOf({ engine: name }: CompleteRequest): Promise<Engine> {
    const engine = (await this.needs.engines)[name];
    if (!('unavailable' in engine)) return engine;
    throw new PluginError('engine_unavailable', `This OpenClaw does not have what ${name} needs.`);
  }

  private async answer(exchange: Exchange, engine: Engine, run: Run, answer: Answer): Promise<void> {
    await exchange.unlessAborted(engine.run(run, answer));
  }

  private async stream(exchange: Exchange, engine: Engine, run: Run, answer: StreamAnswer): Promise<void> {
    try {
      await this.answer(exchange, engine, run, answer);
    } catch (error) {
      if (exchange.gone) answer.abandon();
      else if (answer.begun) answer.fail(errorBody(this.logged(exchange, error)));
      else throw error;
    }
  }

  private fail(exchange: Exchange, error: unknown): void {
    // Nobody is left to be told.
    if (exchange.gone) return;
    sendError(exchange.response, this.logged(exchange, error));
  }

  /** What the caller is told of an error, which is one line in OpenClaw's log. */
  private logged({ id, signal }: Exchange, error: unknown): PluginError {
    // Whatever an engine makes of it, that it was aborted is the reason.
    const told = asPluginError(signal.aborted ? signal.reason : error);
    this.needs.host.logger.warn(`${id}: ${loggable(told)}`);
    return told;
  }
}
