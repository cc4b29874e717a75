import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Span } from '../telemetry/span.js';
import { readTraceParent } from '../telemetry/trace-parent.js';
import { type Caller, Tracing } from '../telemetry/tracing.js';
import type { RequestContext } from '../trace/request-context.js';
import type { TraceDraft } from '../trace/trace-draft.js';
import { isProbe } from './probes.js';

/**
 * The span of each request, named and described by the conventions of OpenTelemetry
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/). It tells neither path nor address nor the client's program:
 * paths may hold user ids, and the others are personal data.
 */
@Injectable()
export class RequestSpans {
  constructor(private readonly tracing: Tracing) {}

  /** Notes in the trace by what id others know the request; the span, if there is one, ends when the response does. */
  open(request: FastifyRequest, reply: FastifyReply, trace: TraceDraft): { readonly span?: Span } {
    const caller = callerOf(request);
    const span = this.begin(request, caller);
    const otelTraceId = span?.traceId ?? caller?.parent.traceId;
    if (otelTraceId !== undefined) trace.otelTraceId = otelTraceId;
    if (span === undefined) return {};
    // Comes also when the client has left before.
    reply.raw.once('close', () => close(span, reply, request.miniask));
    return { span };
  }

  private begin(request: FastifyRequest, caller: Caller | undefined): Span | undefined {
    const { method, routeOptions } = request;
    const { url: route } = routeOptions;
    if (!this.tracing.isOn || (route !== undefined && isProbe(route))) return undefined;
    const name = route === undefined ? method : `${method} ${route}`;
    const attributes = { 'http.request.method': method, 'http.route': route, 'url.scheme': request.protocol };
    return this.tracing.serve(name, attributes, caller);
  }
}

function callerOf({ headers }: FastifyRequest): Caller | undefined {
  const parent = readTraceParent(headers['traceparent']);
  if (parent === undefined) return undefined;
  const state = headers['tracestate'];
  return { parent, ...(typeof state === 'string' && { state }) };
}

function close(span: Span, { statusCode, raw }: FastifyReply, context: RequestContext): void {
  const { traceId, id, errorCode, errorReason } = context.trace;
  const hasRecord = context.ownsAsk || context.refusalStored === true;
  span.set({
    'miniask.trace_id': traceId,
    'miniask.record_id': hasRecord ? id : undefined,
    // Absent when the client has left before.
    'http.response.status_code': raw.headersSent ? statusCode : undefined,
    'miniask.error.code': errorCode ?? undefined,
  });
  // By the conventions, what is the client's fault is no failure of a server.
  if (statusCode >= 500)
    span.fail({ code: errorCode ?? String(statusCode), reason: errorReason ?? undefined });
  span.end();
}
