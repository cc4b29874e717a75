import type { AppError } from '../common/errors/app-error.js';
import { problemBody } from '../http/problem.js';
import type { Attempt } from '../trace/trace-record.js';
import type { Ask } from './ask.js';
import type { FailedView } from './log/ask-event.js';
import type { AskView } from './log/ask-view.js';

const NO_USAGE = { promptTokens: 0, completionTokens: 0 };

/** How an ask ended, by its trace. */
export function endedView({ trace, log, start }: Ask): AskView {
  const status = trace.status === 'complete' || trace.status === 'cancelled' ? trace.status : 'failed';
  return {
    traceId: trace.traceId,
    status,
    intent: start.command.intent.name,
    answer: trace.answer ?? log.answer,
    output: trace.output,
    profile: trace.profile ?? start.decision.profile.name,
    model: trace.model ?? start.decision.profile.model,
    cached: trace.cached,
    degraded: trace.degraded,
    truncated: trace.truncated,
    aiGenerated: true,
    label: log.head.label,
    contentId: trace.contentId,
    usage: trace.usage ?? NO_USAGE,
    latencyMs: trace.latencyMs ?? 0,
    ...(trace.degraded && { attempts: trace.attempts.map(publicAttempt) }),
  };
}

export function failedView(ask: Ask, failure: AppError): FailedView {
  const { debugErrors } = ask.start.snapshot.environment;
  return { ...endedView(ask), error: problemBody(failure, ask.trace.traceId, debugErrors) };
}

function publicAttempt({ profile, model, outcome }: Attempt): Pick<Attempt, 'profile' | 'model' | 'outcome'> {
  return { profile, model, outcome };
}
