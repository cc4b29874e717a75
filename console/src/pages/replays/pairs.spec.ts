import { describe, expect, it } from 'vitest';
import type { AskFigures, Pair } from '../../api/replay-types.js';
import { changeOf, choosePairs, pairChoiceOf, searchOfChoice } from './pairs.js';

const FIGURES: AskFigures = {
  status: 'complete',
  errorCode: null,
  latencyMs: 1000,
  firstContentMs: 200,
  promptTokens: 100,
  completionTokens: 100,
  cost: null,
  answerChars: 100,
  truncated: false,
  degraded: false,
  attempts: 1,
};

function aPair(seq: number, replay: Partial<AskFigures> | null, parts: Partial<Pair> = {}): Pair {
  return {
    seq,
    traceId: `record-${seq}`,
    clientTraceId: `t-${seq}`,
    replayId: replay === null ? null : `replay-${seq}`,
    status: replay === null ? 'pending' : 'done',
    original: FIGURES,
    replay: replay === null ? null : { ...FIGURES, ...replay },
    similarity: replay === null ? null : 0.9,
    assertions: [],
    ...parts,
  };
}

const seqs = (pairs: readonly Pair[]) => pairs.map(({ seq }) => seq);

describe('the pairs of a batch', () => {
  it('come as they were recorded, if nothing else is said', () => {
    expect(seqs(choosePairs([aPair(2, {}), aPair(1, {})], { show: 'all', order: 'seq' }))).toEqual([1, 2]);
  });

  it('come with the biggest change first, another outcome before all, and what waits at last', () => {
    const pairs = [
      aPair(1, null),
      aPair(2, { latencyMs: 1100 }),
      aPair(3, { status: 'failed' }),
      aPair(4, { answerChars: 40 }),
      aPair(5, { latencyMs: 2000 }),
    ];
    expect(seqs(choosePairs(pairs, { show: 'all', order: 'change' }))).toEqual([3, 4, 5, 2, 1]);
  });

  it('count a half as much as the double', () => {
    expect(changeOf(aPair(1, { latencyMs: 500 }))).toBeCloseTo(changeOf(aPair(2, { latencyMs: 2000 })));
  });

  it('come with the least similar first, and what cannot be compared at last', () => {
    const pairs = [aPair(1, null), aPair(2, {}, { similarity: 0.8 }), aPair(3, {}, { similarity: 0 })];
    expect(seqs(choosePairs(pairs, { show: 'all', order: 'similarity' }))).toEqual([3, 2, 1]);
  });

  it('are narrowed down to those that fail an assertion', () => {
    const assertion = { name: 'short', type: 'maxChars', baselinePassed: true };
    const pairs = [
      aPair(1, {}, { assertions: [{ ...assertion, passed: true }] }),
      aPair(2, {}, { assertions: [{ ...assertion, passed: false }] }),
    ];
    expect(seqs(choosePairs(pairs, { show: 'assertions', order: 'seq' }))).toEqual([2]);
  });

  it('are narrowed down to errors: of the replay, or in replaying', () => {
    const pairs = [
      aPair(1, {}),
      aPair(2, { status: 'failed' }),
      aPair(3, { status: 'refused' }),
      aPair(4, null, { status: 'failed' }),
      aPair(5, { status: 'cancelled' }),
    ];
    expect(seqs(choosePairs(pairs, { show: 'failures', order: 'seq' }))).toEqual([2, 3, 4]);
  });

  it('are chosen by the address', () => {
    const choice = { show: 'assertions', order: 'similarity' } as const;
    expect(pairChoiceOf(new URLSearchParams(searchOfChoice(choice)))).toEqual(choice);
    expect(pairChoiceOf(new URLSearchParams('show=constructor'))).toEqual({ show: 'all', order: 'seq' });
  });
});
