import type { TraceFilter } from '../../src/trace/trace-store.js';

const CONDITIONS: readonly TraceFilter[] = [
  { traceId: 'x' },
  { userId: 'x' },
  { intent: 'summarize' },
  { profile: 'summarize_v1' },
  { status: 'failed' },
  { status: 'complete' },
  { feedback: 'down' },
  { origin: 'ask' },
  { origin: 'replay' },
  { from: 1000, to: 2000 },
];

/** Every condition alone and with each of the others, and some with several. */
export const TRACE_FILTERS: readonly TraceFilter[] = [
  {},
  ...CONDITIONS.flatMap((one, at) => CONDITIONS.slice(at).map((other) => Object.assign({}, one, other))),
  { intent: 'summarize', profile: 'summarize_v1', status: 'failed', from: 1000 },
  { intent: 'summarize', profile: 'summarize_v1', status: 'complete', feedback: 'down', origin: 'ask' },
];

/** The index that leads to what is looked for. */
export function leadingIndex(filter: TraceFilter): string {
  if (filter.traceId !== undefined) return 'traces_by_trace_id';
  if (filter.userId !== undefined) return 'traces_by_user_id';
  if (filter.feedback !== undefined) return 'traces_by_feedback';
  if (filter.origin === 'replay') return 'traces_replays';
  if (filter.status !== undefined && filter.status !== 'complete') return 'traces_by_status';
  if (filter.profile !== undefined) return 'traces_by_profile';
  if (filter.intent !== undefined) return 'traces_by_intent';
  return filter.status === undefined ? 'traces_newest' : 'traces_by_status';
}
