import type { Usage } from '../agent/agent-client.js';
import type { AppError } from '../common/errors/app-error.js';
import type { TraceDraft } from '../trace/trace-draft.js';
import type { Attempt } from '../trace/trace-record.js';
import { totalCost } from './cost.js';
import type { SharedAnswer } from './shared-answers.js';

/** Writes into a trace that there is an answer, and which. */
export function noteAnswer(trace: TraceDraft, answer: SharedAnswer): void {
  trace.status = 'complete';
  trace.httpStatus = 200;
  trace.answer = answer.answer;
  trace.output = { ...answer.output };
  trace.truncated = answer.truncated;
  trace.cached = answer.cached;
  trace.degraded = answer.degraded;
  trace.contentId = answer.contentId;
  trace.model = answer.model;
}

/** Writes into a trace why there is no answer. */
export function noteFailed(trace: TraceDraft, failure: AppError): void {
  trace.status = 'failed';
  trace.httpStatus = failure.problem.status;
  trace.errorCode = failure.code;
  trace.errorReason = failure.reason ?? null;
}

/** Writes into a trace what its attempts come to, and how long it took. */
export function noteSums(trace: TraceDraft, latencyMs: number): void {
  trace.usage = totalUsage(trace.attempts);
  trace.cost = totalCost(trace.attempts);
  const { firstContentMs = null, queuedMs = null } = decisive(trace.attempts) ?? {};
  // Milliseconds from that attempt's begin.
  trace.firstContentMs = firstContentMs;
  trace.queuedMs = queuedMs;
  trace.latencyMs = Math.round(latencyMs);
}

/** The attempt that gave the answer; without an answer the last one that was not given up for a rival. */
export function decisive(attempts: readonly Attempt[]): Attempt | undefined {
  return (
    attempts.findLast(({ outcome }) => outcome === 'ok') ??
    attempts.findLast(({ outcome }) => outcome !== 'superseded')
  );
}

/** Null when no attempt reported any. */
function totalUsage(attempts: readonly Attempt[]): Usage | null {
  const known = attempts.flatMap(({ usage }) => (usage === null ? [] : [usage]));
  if (known.length === 0) return null;
  return {
    promptTokens: known.reduce((sum, usage) => sum + usage.promptTokens, 0),
    completionTokens: known.reduce((sum, usage) => sum + usage.completionTokens, 0),
  };
}
