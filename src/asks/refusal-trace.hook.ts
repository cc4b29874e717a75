import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../common/clock.js';
import { AskMetrics } from '../metrics/ask-metrics.js';
import { requestContext } from '../trace/request-context.js';
import { namelessErrors } from '../trace/told-errors.js';
import { TraceRecorder } from '../trace/trace-recorder.js';
import { RefusalBudget } from './refusal-budget.js';
import { RefusedQuestions } from './refused-questions.js';

/** Route configuration (`@RouteConfig`) of the calls whose refusals are traced. */
export const TRACED_ROUTE = { traced: true } as const;

/**
 * Stores the trace of every ask that was refused before it began: by the body parser, a guard, the
 * pipe or a conflict. Guards run before interceptors, so only a hook at the very end sees them all.
 */
@Injectable()
export class RefusalTraceHook {
  private readonly budget: RefusalBudget;

  constructor(
    private readonly recorder: TraceRecorder,
    private readonly metrics: AskMetrics,
    private readonly questions: RefusedQuestions,
    private readonly clock: Clock,
  ) {
    this.budget = new RefusalBudget(clock);
  }

  register(fastify: FastifyInstance): void {
    fastify.addHook('onSend', async (request, reply) => this.close(request, reply));
  }

  private async close(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!isTraced(request) || reply.statusCode < 400) return;
    const context = requestContext(request);
    const { trace, snapshot, arrivedAt, ownsAsk } = context;
    if (ownsAsk) return;
    trace.status = reply.statusCode >= 500 ? 'failed' : 'refused';
    trace.httpStatus = reply.statusCode;
    trace.latencyMs = Math.round(this.clock.monotonic() - arrivedAt);
    this.metrics.refused(trace);
    // Beyond so many a minute they are only counted.
    if (!this.budget.spend(trace.userId) || this.recorder.isFailing) return;
    if (trace.userId === null && trace.errors !== undefined) trace.errors = namelessErrors(trace.errors);
    this.questions.note(context, request.body);
    // A refusal gives nothing away, so it goes out even when it could not be stored; the recorder
    // has said so loudly.
    context.refusalStored = await this.recorder.save(trace, snapshot.environment.capture).then(
      () => true,
      () => false,
    );
  }
}

function isTraced(request: FastifyRequest): boolean {
  const config: object = request.routeOptions.config;
  return 'traced' in config && config.traced === TRACED_ROUTE.traced;
}
