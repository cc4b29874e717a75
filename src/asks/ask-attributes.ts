import type { Attributes } from '../telemetry/span.js';
import type { Routing } from '../trace/routed-ask.js';
import type { Attempt, FlagEvaluation, TraceRecord } from '../trace/trace-record.js';

/** What a span tells of the decision who is to be asked. */
export function routeAttributes(
  intent: string,
  { profile, steps }: Routing,
  flags: readonly FlagEvaluation[],
): Attributes {
  return {
    'miniask.intent': intent,
    'miniask.profile': profile?.name,
    'miniask.route.rule': steps.at(-1)?.rule,
    'miniask.flags':
      flags.length === 0 ? undefined : flags.map(({ key, variant, reason }) => `${key}=${variant ?? reason}`),
  };
}

/** What a span tells of an ask that begins: by `miniask.record_id` its record is found. */
export function askedAttributes({ id, traceId, intent, environment, configDigest }: TraceRecord): Attributes {
  return {
    'miniask.trace_id': traceId,
    'miniask.record_id': id,
    'miniask.intent': intent ?? undefined,
    'miniask.environment': environment,
    'miniask.config_digest': configDigest,
  };
}

/** What a span tells of an ask that has ended. */
export function endedAttributes(trace: TraceRecord): Attributes {
  return {
    'miniask.status': trace.status,
    'miniask.profile': trace.profile ?? undefined,
    'miniask.profile_digest': trace.profileDigest ?? undefined,
    'miniask.model': trace.model ?? undefined,
    'miniask.attempts': trace.attempts.length,
    'miniask.cached': trace.cached,
    'miniask.degraded': trace.degraded,
    'miniask.truncated': trace.truncated,
    'miniask.latency_ms': trace.latencyMs ?? undefined,
    'miniask.first_content_ms': trace.firstContentMs ?? undefined,
    ...usageAttributes(trace),
  };
}

/** What a span tells of an attempt that has ended. */
export function attemptAttributes(attempt: Attempt): Attributes {
  return {
    'miniask.profile': attempt.profile,
    'miniask.model': attempt.model,
    'miniask.agent': attempt.agent,
    'miniask.agent.way': attempt.way,
    'miniask.agent.gateway': attempt.gateway,
    'miniask.run_id': attempt.runId,
    'miniask.outcome': attempt.outcome,
    'miniask.queued_ms': attempt.queuedMs,
    'miniask.first_content_ms': attempt.firstContentMs,
    'miniask.acted': attempt.acted,
    ...usageAttributes(attempt),
  };
}

function usageAttributes({ usage }: Pick<Attempt, 'usage'>): Attributes {
  return {
    'gen_ai.usage.input_tokens': usage?.promptTokens,
    'gen_ai.usage.output_tokens': usage?.completionTokens,
  };
}
