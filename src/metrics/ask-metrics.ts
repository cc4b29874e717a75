import { Injectable } from '@nestjs/common';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Feedback, TraceRecord } from '../trace/trace-record.js';
import type { RatedAsk } from '../trace/trace-store.js';
import { MetricsRegistry } from './metrics-registry.js';

/** Seconds; from a cached answer to the longest run that a configuration may allow. */
const LATENCY_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

/** Why attempts are ended by us, whatever the agent does. */
const NOT_THE_AGENTS: ReadonlySet<string> = new Set([
  'ok',
  'cancelled',
  'superseded',
  'CONTENT_REJECTED',
  'WECHAT_ERROR',
  'TOKEN_EXPIRED',
]);

/** What Prometheus learns of asks. No label is a client's to choose: cardinality stays bounded. */
@Injectable()
export class AskMetrics {
  private readonly asks: Counter<'intent' | 'profile' | 'status' | 'code'>;
  private readonly latency: Histogram<'intent' | 'profile'>;
  private readonly firstContent: Histogram<'profile' | 'model'>;
  private readonly tokens: Counter<'profile' | 'model' | 'kind'>;
  private readonly agentErrors: Counter<'agent' | 'model' | 'code' | 'reason'>;
  private readonly promptLeaks: Counter<'profile' | 'model' | 'into'>;
  private readonly feedback: Counter<'intent' | 'profile' | 'rating'>;

  constructor({ registry }: MetricsRegistry) {
    const registers: Registry[] = [registry];
    this.asks = new Counter({
      name: 'miniask_asks_total',
      help: 'Asks that ended or were refused',
      labelNames: ['intent', 'profile', 'status', 'code'],
      registers,
    });
    this.latency = new Histogram({
      name: 'miniask_ask_duration_seconds',
      help: 'From the arrival of an ask to its end',
      labelNames: ['intent', 'profile'],
      buckets: LATENCY_BUCKETS,
      registers,
    });
    this.firstContent = new Histogram({
      name: 'miniask_first_content_seconds',
      help: 'From the begin of an attempt to its first content',
      labelNames: ['profile', 'model'],
      buckets: LATENCY_BUCKETS,
      registers,
    });
    this.tokens = new Counter({
      name: 'miniask_tokens_total',
      help: 'Tokens as the agent reported them',
      labelNames: ['profile', 'model', 'kind'],
      registers,
    });
    this.agentErrors = new Counter({
      name: 'miniask_agent_errors_total',
      help: 'Attempts that failed',
      labelNames: ['agent', 'model', 'code', 'reason'],
      registers,
    });
    this.promptLeaks = new Counter({
      name: 'miniask_prompt_leaks_total',
      help: 'Answers and calls of tools that were withheld, as they gave the prompt away',
      labelNames: ['profile', 'model', 'into'],
      registers,
    });
    this.feedback = new Counter({
      name: 'miniask_feedback_total',
      help: 'What users said of answers; who changes his mind counts twice',
      labelNames: ['intent', 'profile', 'rating'],
      registers,
    });
  }

  /** An ask that ran came to its end. */
  ended(trace: TraceRecord): void {
    this.count(trace);
    const profile = trace.profile ?? 'none';
    if (trace.latencyMs !== null) {
      this.latency.observe({ intent: trace.intent ?? 'none', profile }, trace.latencyMs / 1000);
    }
    for (const attempt of trace.attempts) if (attempt.shared !== true) this.attempted(attempt);
  }

  /** An ask was refused before it began. Its intent was checked only when a profile is known. */
  refused(trace: TraceRecord): void {
    this.count(trace);
  }

  /** A user has said whether an answer was any good. */
  rated({ intent, profile }: RatedAsk, rating: Feedback['rating']): void {
    this.feedback.inc({ intent: intent ?? 'none', profile: profile ?? 'none', rating });
  }

  private count({ intent, profile, status, errorCode }: TraceRecord): void {
    this.asks.inc({
      intent: intent ?? 'none',
      profile: profile ?? 'none',
      status,
      code: errorCode ?? 'none',
    });
  }

  private attempted({
    agent,
    profile,
    model,
    outcome,
    reason,
    firstContentMs,
    usage,
    toolCalls = [],
  }: TraceRecord['attempts'][number]): void {
    const refused = toolCalls.filter((call) => call.outcome === 'refused').length;
    if (refused > 0) this.promptLeaks.inc({ profile, model, into: 'tool_call' }, refused);
    if (reason === 'prompt_leak') this.promptLeaks.inc({ profile, model, into: 'answer' });
    if (firstContentMs !== undefined) this.firstContent.observe({ profile, model }, firstContentMs / 1000);
    if (usage !== null) {
      this.tokens.inc({ profile, model, kind: 'prompt' }, usage.promptTokens);
      this.tokens.inc({ profile, model, kind: 'completion' }, usage.completionTokens);
    }
    if (!NOT_THE_AGENTS.has(outcome)) {
      this.agentErrors.inc({ agent, model, code: outcome, reason: reason ?? 'none' });
    }
  }
}
