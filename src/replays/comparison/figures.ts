import { codePoints } from '../../common/text/normalise.js';
import type { AnswerFigures } from '../../trace/replay-batch.js';
import type { TraceRecord } from '../../trace/trace-record.js';

/** What can be counted of a record. Waiting is left out: it says how busy the gateways were, and nothing of a profile. */
export function figuresOf(record: TraceRecord): AnswerFigures {
  const { status, errorCode, latencyMs, firstContentMs, queuedMs, attempts, usage, cost, answer } = record;
  const { truncated, degraded } = record;
  const waitedMs = attempts.reduce((sum, attempt) => sum + (attempt.queuedMs ?? 0), 0);
  return {
    status,
    errorCode,
    latencyMs: without(latencyMs, waitedMs),
    firstContentMs: without(firstContentMs, queuedMs ?? 0),
    promptTokens: usage?.promptTokens ?? null,
    completionTokens: usage?.completionTokens ?? null,
    cost: cost ?? null,
    answerChars: answer === null ? null : codePoints(answer),
    truncated,
    degraded,
    attempts: attempts.filter(({ outcome }) => outcome !== 'superseded').length,
  };
}

function without(ms: number | null, waitedMs: number): number | null {
  return ms === null ? null : Math.max(0, ms - waitedMs);
}
