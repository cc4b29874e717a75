import type { Usage } from '../agent/agent-client.js';
import { type ProblemBody, problemBody } from '../http/problem.js';
import { AI_LABEL } from '../output/ai-label.js';
import type { Attempt } from '../trace/trace-record.js';
import type { Ask } from './ask.js';

/** The contract's view of an ask, whatever its state. */
export interface AskView {
  readonly traceId: string;
  readonly status: 'running' | 'complete' | 'failed' | 'cancelled';
  readonly intent: string;
  /** Fit to render; empty until there is something that will stay. */
  readonly answer: string;
  readonly output: object | null;
  readonly profile: string;
  readonly model: string;
  readonly cached: boolean;
  readonly degraded: boolean;
  readonly truncated: boolean;
  readonly aiGenerated: true;
  readonly label: string;
  readonly contentId: string | null;
  readonly usage: Usage;
  readonly latencyMs: number;
  /** What was tried, when it was more than the routed profile's first attempt. */
  readonly attempts?: readonly Pick<Attempt, 'profile' | 'model' | 'outcome'>[];
  /** Where the ask can be looked at while it runs. */
  readonly next?: string;
  /** Why it failed, when it did. */
  readonly error?: ProblemBody;
}

const NO_USAGE: Usage = { promptTokens: 0, completionTokens: 0 };

/** @param elapsedMs milliseconds since the ask's request arrived; shown while it runs. */
export function viewOf(ask: Ask, elapsedMs: number): AskView {
  return ask.running ? runningView(ask, elapsedMs) : endedView(ask);
}

function runningView(ask: Ask, elapsedMs: number): AskView {
  const { traceId } = ask.trace;
  return {
    ...common(ask),
    status: 'running',
    answer: '',
    output: null,
    degraded: false,
    truncated: false,
    contentId: null,
    usage: NO_USAGE,
    latencyMs: Math.round(elapsedMs),
    next: `/v1/mini/asks/${traceId}`,
  };
}

function endedView(ask: Ask): AskView {
  const { trace, failure } = ask;
  return {
    ...common(ask),
    status: trace.status === 'complete' || trace.status === 'cancelled' ? trace.status : 'failed',
    answer: trace.answer ?? '',
    output: trace.output,
    degraded: trace.degraded,
    truncated: trace.truncated,
    contentId: trace.contentId,
    usage: trace.usage ?? NO_USAGE,
    latencyMs: trace.latencyMs ?? 0,
    ...(trace.degraded && { attempts: trace.attempts.map(publicAttempt) }),
    ...(failure !== undefined && {
      error: problemBody(failure, trace.traceId, ask.start.snapshot.environment.debugErrors),
    }),
  };
}

function common({ trace, start }: Ask) {
  return {
    traceId: trace.traceId,
    intent: start.command.intent.name,
    profile: trace.profile ?? start.decision.profile.name,
    model: trace.model ?? start.decision.profile.model,
    cached: false,
    aiGenerated: true,
    label: AI_LABEL,
  } as const;
}

function publicAttempt({ profile, model, outcome }: Attempt): Pick<Attempt, 'profile' | 'model' | 'outcome'> {
  return { profile, model, outcome };
}
