import { Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../common/clock.js';
import { isTraceId, newId } from '../common/ids.js';
import { LiveConfig } from '../config/live-config.js';
import { Tracing } from '../telemetry/tracing.js';
import { type TraceDraft, openTrace } from '../trace/trace-draft.js';
import { type LogNames, logScope } from './logging.js';
import { isProbe } from './probes.js';
import { headFault } from './request-head.js';
import { RequestSpans } from './request-spans.js';
import { securityHeaders } from './security-headers.js';

export const TRACE_HEADER = 'x-trace-id';

/**
 * What happens to every request before Nest sees it and after it was answered. Fastify hooks rather
 * than Nest middleware, because refusals of the body parser must have their context too.
 */
@Injectable()
export class RequestHooks {
  private readonly logger = new Logger('Http');
  private readonly securityHeaders = securityHeaders();

  constructor(
    private readonly clock: Clock,
    private readonly liveConfig: LiveConfig,
    private readonly spans: RequestSpans,
    private readonly tracing: Tracing,
  ) {}

  register(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      this.open(request, reply);
      done(headFault(request));
    });
    fastify.addHook('preValidation', (request, reply, done) => {
      adoptTraceId(request, reply);
      const { trace, span } = request.miniask;
      // Everything that the handler does from here on logs with the request's traceId.
      const serve = (): void => logScope.run(logNames(trace), done);
      if (span === undefined) serve();
      else this.tracing.within(span, serve);
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      this.logRequest(request, reply);
      done();
    });
  }

  private open(request: FastifyRequest, reply: FastifyReply): void {
    const snapshot = this.liveConfig.current;
    const trace = openTrace({
      traceId: newId(),
      environment: snapshot.environment.name,
      configDigest: snapshot.digest,
      startedAt: this.clock.now(),
    });
    const arrivedAt = this.clock.monotonic();
    request.miniask = {
      snapshot,
      trace,
      arrivedAt,
      ownsAsk: false,
      ...this.spans.open(request, reply, trace),
    };
    reply.headers(this.securityHeaders).header(TRACE_HEADER, trace.traceId);
  }

  private logRequest(request: FastifyRequest, reply: FastifyReply): void {
    const { trace, arrivedAt, span } = request.miniask;
    const line = {
      ...logNames(trace),
      ...(span?.spanId !== undefined && { span_id: span.spanId }),
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      latencyMs: Math.round(this.clock.monotonic() - arrivedAt),
      ...(trace.userId !== null && { userId: trace.userId }),
      ...(trace.intent !== null && { intent: trace.intent }),
      ...(trace.profile !== null && { profile: trace.profile }),
      ...(trace.errorCode !== null && { code: trace.errorCode }),
    };
    if (reply.statusCode >= 500) this.logger.warn(line, 'request');
    else if (isProbe(line.route)) this.logger.debug(line, 'request');
    else this.logger.log(line, 'request');
  }
}

function logNames({ traceId, otelTraceId }: TraceDraft): LogNames {
  return { traceId, ...(otelTraceId !== undefined && { trace_id: otelTraceId }) };
}

/** From here on the client's own traceId names the request, where it sent a valid one. */
function adoptTraceId(request: FastifyRequest, reply: FastifyReply): void {
  const candidate = traceIdOfPath(request) ?? traceIdOfBody(request.body);
  if (candidate === undefined) return;
  request.miniask.trace.traceId = candidate;
  reply.header(TRACE_HEADER, candidate);
}

function traceIdOfPath({ params }: FastifyRequest): string | undefined {
  if (typeof params !== 'object' || params === null || !('traceId' in params)) return undefined;
  return isTraceId(params.traceId) ? params.traceId : undefined;
}

function traceIdOfBody(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if ('traceId' in body && isTraceId(body.traceId)) return body.traceId;
  if ('trace_id' in body && isTraceId(body.trace_id)) return body.trace_id;
  return undefined;
}
