import type { Attempt } from '../trace/trace-record.js';

/** A tool has run in one of them, of ours or of the agent's own: what it did has happened. */
export function hasActed(attempts: readonly Attempt[]): boolean {
  return attempts.some(({ toolCalls = [], acted = false }) => acted || toolCalls.length > 0);
}
