import type { Usage } from '../agent/agent-client.js';
import { type ProblemBody, problemBody } from '../http/problem.js';
import { AI_LABEL } from '../output/ai-label.js';
import type { Attempt, TraceRecord } from '../trace/trace-record.js';
import type { Ask } from './ask.js';

/** The contract's view of an ask, whatever its state. */
export interface AskView {
  readonly traceId: string;
  readonly status: 'running' | 'complete' | 'failed' | 'cancelled';
  readonly intent: string;
  /** Fit to render; while the ask runs, as far as the model has come. */
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

/** How far an ask has come that runs. */
export interface Progress {
  readonly answer: string;
  /** Milliseconds since the ask's request arrived. */
  readonly elapsedMs: number;
}

export function viewOf(ask: Ask, soFar: Progress): AskView {
  return ask.running ? runningView(ask, soFar) : endedView(ask);
}

function runningView(ask: Ask, { answer, elapsedMs }: Progress): AskView {
  const notYet = { output: null, degraded: false, truncated: false, contentId: null, usage: null };
  return {
    ...assemble(ask, { status: 'running', answer, ...notYet, latencyMs: Math.round(elapsedMs) }),
    next: `/v1/mini/asks/${ask.trace.traceId}`,
  };
}

function endedView(ask: Ask): AskView {
  const { trace, failure, start } = ask;
  const status = trace.status === 'complete' || trace.status === 'cancelled' ? trace.status : 'failed';
  const { debugErrors } = start.snapshot.environment;
  return {
    ...assemble(ask, { ...trace, status }),
    ...(trace.degraded && { attempts: trace.attempts.map(publicAttempt) }),
    ...(failure !== undefined && { error: problemBody(failure, trace.traceId, debugErrors) }),
  };
}

type Outcome = Pick<
  TraceRecord,
  'answer' | 'output' | 'degraded' | 'truncated' | 'contentId' | 'usage' | 'latencyMs'
> & { readonly status: AskView['status'] };

function assemble({ trace, start }: Ask, outcome: Outcome): AskView {
  return {
    traceId: trace.traceId,
    status: outcome.status,
    intent: start.command.intent.name,
    answer: outcome.answer ?? '',
    output: outcome.output,
    profile: trace.profile ?? start.decision.profile.name,
    model: trace.model ?? start.decision.profile.model,
    cached: false,
    degraded: outcome.degraded,
    truncated: outcome.truncated,
    aiGenerated: true,
    label: AI_LABEL,
    contentId: outcome.contentId,
    usage: outcome.usage ?? NO_USAGE,
    latencyMs: outcome.latencyMs ?? 0,
  };
}

function publicAttempt({ profile, model, outcome }: Attempt): Pick<Attempt, 'profile' | 'model' | 'outcome'> {
  return { profile, model, outcome };
}
