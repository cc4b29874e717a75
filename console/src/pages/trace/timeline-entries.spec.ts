import { describe, expect, it } from 'vitest';
import type { Attempt, Trace } from '../../api/types.js';
import { aTrace } from '../../testing/a-trace.js';
import { deltasOf, lengthOf, placeAttempts } from './timeline-entries.js';

const attempt = (parts: Partial<Attempt>): Attempt => ({
  profile: 'p_v1',
  model: 'fast',
  agent: 'openclaw',
  outcome: 'ok',
  runId: 'run',
  totalMs: 100,
  usage: null,
  ...parts,
});

const places = (trace: Trace) => placeAttempts(trace).map(({ fromMs, toMs }) => [fromMs, toMs]);

describe('attempts on the time axis', () => {
  it('stand where they began, also beside each other', () => {
    const { startedAt } = aTrace();
    const after = (ms: number): string => new Date(Date.parse(startedAt) + ms).toISOString();
    const attempts = [
      attempt({ beganAt: after(20), totalMs: 700, outcome: 'superseded' }),
      attempt({ beganAt: after(500), totalMs: 400 }),
    ];
    expect(places(aTrace({ latencyMs: 1000, attempts }))).toEqual([
      [20, 720],
      [500, 900],
    ]);
  });

  it('stand one behind the other where nobody knows when they began', () => {
    const attempts = [attempt({ totalMs: 300, outcome: 'AGENT_TIMEOUT' }), attempt({ totalMs: 600 })];
    expect(places(aTrace({ latencyMs: 1000, attempts }))).toEqual([
      [0, 300],
      [300, 900],
    ]);
  });

  it('never begin before the request came', () => {
    const attempts = [attempt({ beganAt: '2000-01-01T00:00:00.000Z', totalMs: 700 })];
    expect(places(aTrace({ latencyMs: 1000, attempts }))).toEqual([[0, 700]]);
  });

  it('are none of a refusal', () => {
    expect(places(aTrace({ latencyMs: null, attempts: [] }))).toEqual([]);
  });
});

describe('the time axis', () => {
  it('reaches to the last thing that happened, and is never empty', () => {
    expect(lengthOf(aTrace({ latencyMs: 10, events: [{ type: 'done', atMs: 25 }], attempts: [] }))).toBe(25);
    expect(lengthOf(aTrace({ latencyMs: null, attempts: [] }))).toBe(1);
  });
});

it('sums up deltas that are kept as one', () => {
  expect(
    deltasOf([
      { type: 'start', atMs: 0 },
      { type: 'delta', atMs: 5, count: 3, chars: 40 },
      { type: 'delta', atMs: 9 },
    ]),
  ).toEqual({ count: 4, chars: 40 });
});
