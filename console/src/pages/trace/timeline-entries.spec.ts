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
  it('are laid one before the other, back from the end', () => {
    const attempts = [attempt({ totalMs: 300, outcome: 'AGENT_TIMEOUT' }), attempt({ totalMs: 600 })];
    expect(places(aTrace({ latencyMs: 1000, attempts }))).toEqual([
      [100, 400],
      [400, 1000],
    ]);
  });

  it('stand where the readers got their first text', () => {
    const attempts = [attempt({ totalMs: 500, firstContentMs: 200 })];
    const events = [{ type: 'delta', atMs: 250 }] as const;
    expect(places(aTrace({ latencyMs: 1000, attempts, events }))).toEqual([[50, 550]]);
  });

  it('end where a rival was faster', () => {
    const attempts = [
      attempt({ totalMs: 700, outcome: 'superseded' }),
      attempt({ totalMs: 500, firstContentMs: 200 }),
    ];
    expect(places(aTrace({ latencyMs: 1000, attempts }))).toEqual([
      [0, 700],
      [500, 1000],
    ]);
  });

  it('never begin before the request came', () => {
    const attempts = [attempt({ totalMs: 700 }), attempt({ totalMs: 700 })];
    expect(places(aTrace({ latencyMs: 1000, attempts }))).toEqual([
      [0, 300],
      [300, 1000],
    ]);
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
