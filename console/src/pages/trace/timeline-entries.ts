import type { Attempt, Trace, TraceEvent } from '../../api/types.js';

/** An attempt on the time axis; milliseconds from the request's arrival. */
export interface PlacedAttempt {
  readonly attempt: Attempt;
  readonly fromMs: number;
  readonly toMs: number;
}

/** When the last thing of a trace happened, in milliseconds from its arrival: the length of its time axis. */
export function lengthOf(trace: Trace): number {
  const { latencyMs, events } = trace;
  const ends = [
    latencyMs ?? 0,
    ...(events ?? []).map(({ atMs }) => atMs),
    ...placeAttempts(trace).map(({ toMs }) => toMs),
  ];
  return Math.max(1, ...ends);
}

/** Where attempts stand on the time axis; those of older records, which tell no begin, one behind the other. */
export function placeAttempts({ startedAt, attempts }: Trace): PlacedAttempt[] {
  const placed: PlacedAttempt[] = [];
  for (const attempt of attempts) {
    const fromMs =
      attempt.beganAt === undefined
        ? (placed.at(-1)?.toMs ?? 0)
        : Math.max(0, Date.parse(attempt.beganAt) - Date.parse(startedAt));
    placed.push({ attempt, fromMs, toMs: fromMs + attempt.totalMs });
  }
  return placed;
}

/** How many deltas there were and of how many code points, though close ones are kept as one entry. */
export function deltasOf(events: readonly TraceEvent[]): { readonly count: number; readonly chars: number } {
  const deltas = events.filter(({ type }) => type === 'delta');
  return {
    count: deltas.reduce((sum, { count = 1 }) => sum + count, 0),
    chars: deltas.reduce((sum, { chars = 0 }) => sum + chars, 0),
  };
}
