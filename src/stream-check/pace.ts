import type { Arrival } from './recording.js';

/** Such as `first byte after 31 ms, first delta after 140 ms, gaps 96/100/105 ms (min/median/max)`. */
export function describePace(firstByteMs: number, arrivals: readonly Arrival[]): string {
  const delta = arrivals.find(({ type }) => type === 'delta');
  const words = arrivals.filter(({ type }) => type !== 'done');
  const gaps = words.slice(1).map(({ atMs }, at) => atMs - (words[at]?.atMs ?? atMs));
  return [
    `first byte after ${duration(firstByteMs)}`,
    ...(delta === undefined ? [] : [`first delta after ${duration(delta.atMs)}`]),
    ...(gaps.length === 0 ? [] : [`gaps ${spread(gaps)} ms (min/median/max)`]),
  ].join(', ');
}

/** Such as `250 ms` or `2.5 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function spread(gaps: readonly number[]): string {
  const sorted = gaps.toSorted((a, b) => a - b);
  const picked = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return picked.map((gap = 0) => Math.round(gap)).join('/');
}
