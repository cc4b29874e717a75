import type { BatchView } from '../../src/ops/replays/batch.dto.js';
import type { Plain } from './plain.js';

export type FakeBatch = Plain<BatchView>;
type Pair = FakeBatch['results'][number];

const FIGURES: Pair['original'] = {
  status: 'complete',
  errorCode: null,
  latencyMs: 1840,
  firstContentMs: 420,
  promptTokens: 310,
  completionTokens: 96,
  cost: 0.0042,
  answerChars: 180,
  truncated: false,
  degraded: false,
  attempts: 1,
};

/** A pair that was replayed, a little faster and as well. */
export function aPair(seq: number, parts: Partial<Pair> = {}): Pair {
  return {
    seq,
    traceId: `record-${seq}`,
    clientTraceId: `1710000000${String(seq).padStart(3, '0')}`,
    replayId: `replay-${seq}`,
    status: 'done',
    original: FIGURES,
    replay: { ...FIGURES, latencyMs: 1600 + seq, firstContentMs: 380, answerChars: 170 },
    similarity: 0.91,
    assertions: [
      { name: 'short enough', type: 'maxChars', passed: true, baselinePassed: true },
      { name: 'names the date', type: 'matches', passed: true, baselinePassed: true },
    ],
    ...parts,
  };
}

/** One whose answer lacks what it must have. */
export function aPairThatLacks(seq: number, similarity = 0.42): Pair {
  return aPair(seq, {
    similarity,
    replay: { ...FIGURES, latencyMs: 3900, answerChars: 64 },
    assertions: [
      { name: 'short enough', type: 'maxChars', passed: true, baselinePassed: true },
      {
        name: 'names the date',
        type: 'matches',
        passed: false,
        baselinePassed: true,
        message: 'nothing matches \\d{4}-\\d{2}-\\d{2}',
      },
    ],
  });
}

export function aPairThatFailed(seq: number): Pair {
  return aPair(seq, {
    similarity: null,
    replay: {
      ...FIGURES,
      status: 'failed',
      errorCode: 'AGENT_TIMEOUT',
      completionTokens: 0,
      cost: null,
      answerChars: null,
    },
    assertions: [],
  });
}

/** A batch that is over; the candidate has failed. */
export function aBatch(parts: Partial<FakeBatch> = {}): FakeBatch {
  const results = [
    aPair(1),
    aPairThatLacks(2),
    aPair(3, { similarity: 0.77 }),
    aPairThatFailed(4),
    aPairThatLacks(5, 0.31),
  ];
  return {
    id: 'batch-1',
    intent: 'summarize',
    profile: 'summarize_v2',
    profileDigest: '5f0c'.repeat(16),
    configDigest: 'ab12'.repeat(16),
    agent: 'openclaw',
    eval: 'summarize_basics',
    status: 'complete',
    verdict: 'fail',
    progress: { total: results.length, done: results.length, failed: 0 },
    startedBy: 'u_operator',
    startedAt: '2026-03-01T08:00:00.000Z',
    endedAt: '2026-03-01T08:01:12.000Z',
    limit: 50,
    concurrency: 2,
    filter: { feedback: 'down', from: '2026-02-01T00:00:00.000Z' },
    summary: {
      verdict: 'fail',
      reasons: [
        '"names the date" holds in 60 % of the answers; 90 % were asked for',
        'one error more than the baseline',
      ],
      baseline: {
        count: 5,
        errors: 0,
        contractFailures: 1,
        limitHits: 0,
        retried: 0,
        degraded: 0,
        latencyMs: { p50: 1840, p95: 4310 },
        firstContentMs: { p50: 420, p95: 980 },
        promptTokens: 1550,
        completionTokens: 480,
        cost: 0.021,
        answerChars: 180,
      },
      candidate: {
        count: 5,
        errors: 1,
        contractFailures: 0,
        limitHits: 0,
        retried: 0,
        degraded: 0,
        latencyMs: { p50: 1603, p95: 3900 },
        firstContentMs: { p50: 380, p95: 980 },
        promptTokens: 1550,
        completionTokens: 350,
        cost: 0.017,
        answerChars: 117,
      },
      similarity: { mean: 0.68, p10: 0.31 },
      answerCharsChange: -0.35,
      assertions: [
        { type: 'maxChars', name: 'short enough', passed: 4, failed: 0, baselinePassed: 4 },
        { type: 'matches', name: 'names the date', passed: 2, failed: 2, baselinePassed: 3 },
      ],
    },
    results,
    ...parts,
  };
}

/** The same while it still runs. */
export function aRunningBatch(parts: Partial<FakeBatch> = {}): FakeBatch {
  return aBatch({
    id: 'batch-2',
    status: 'running',
    verdict: null,
    summary: null,
    endedAt: null,
    progress: { total: 3, done: 1, failed: 0 },
    results: [
      aPair(1),
      aPair(2, { status: 'running', replayId: null, replay: null, similarity: null, assertions: [] }),
      aPair(3, { status: 'pending', replayId: null, replay: null, similarity: null, assertions: [] }),
    ],
    ...parts,
  });
}
