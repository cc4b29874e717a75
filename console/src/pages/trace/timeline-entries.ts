import type { Attempt, Trace, TraceEvent } from '../../api/types.js';

/** An attempt on the time axis; milliseconds from the request's arrival. */
export interface PlacedAttempt {
  readonly attempt: Attempt;
  readonly fromMs: number;
  readonly toMs: number;
}

/** When the last thing of a trace happened, in milliseconds from its arrival: the length of its time axis. */
export function lengthOf({ latencyMs, events, attempts }: Trace): number {
  const ends = [
    latencyMs ?? 0,
    ...(events ?? []).map(({ atMs }) => atMs),
    ...attempts.map(({ totalMs }) => totalMs),
  ];
  return Math.max(1, ...ends);
}

/**
 * Where attempts stand on the time axis. A record tells how long each took and not when it began, so they are laid
 * one before the other from the end backwards; one that a rival has beaten ends where the rival's first text came.
 */
export function placeAttempts(trace: Trace): PlacedAttempt[] {
  const placed: PlacedAttempt[] = [];
  let endMs = endOfLast(trace);
  for (const attempt of trace.attempts.toReversed()) {
    const toMs = attempt.outcome === 'superseded' ? beatenAt(placed, endMs) : endMs;
    const fromMs = Math.max(0, toMs - attempt.totalMs);
    placed.unshift({ attempt, fromMs, toMs: Math.max(toMs, fromMs) });
    if (attempt.outcome !== 'superseded') endMs = fromMs;
  }
  return placed;
}

/** The first text that readers got tells it best; else it ended when the ask did. */
function endOfLast(trace: Trace): number {
  const last = trace.attempts.at(-1);
  const length = lengthOf(trace);
  const firstDelta = trace.events?.find(({ type }) => type === 'delta');
  if (last?.firstContentMs === undefined || firstDelta === undefined) return length;
  return Math.min(length, Math.max(last.totalMs, firstDelta.atMs - last.firstContentMs + last.totalMs));
}

function beatenAt(later: readonly PlacedAttempt[], endMs: number): number {
  const rival = later[0];
  return rival === undefined ? endMs : rival.fromMs + (rival.attempt.firstContentMs ?? rival.attempt.totalMs);
}

/** How many deltas there were and of how many code points, though close ones are kept as one entry. */
export function deltasOf(events: readonly TraceEvent[]): { readonly count: number; readonly chars: number } {
  const deltas = events.filter(({ type }) => type === 'delta');
  return {
    count: deltas.reduce((sum, { count = 1 }) => sum + count, 0),
    chars: deltas.reduce((sum, { chars = 0 }) => sum + chars, 0),
  };
}
