import { describe, expect, it } from 'vitest';
import { aResult, someFigures } from '../../../test/support/a-batch.js';
import { aTrace } from '../../../test/support/a-trace.js';
import type { Eval } from '../../config/eval.js';
import type { AnswerFigures, ReplayResult } from '../../trace/replay-batch.js';
import { batchResultOf } from './batch-result.js';

const FAILED = someFigures({ status: 'failed', errorCode: 'AGENT_TIMEOUT', answerChars: null });
const UNUSABLE = someFigures({ status: 'failed', errorCode: 'OUTPUT_INVALID', answerChars: null });

function results(
  ...pairs: readonly (readonly [AnswerFigures, AnswerFigures | null, Partial<ReplayResult>?])[]
): ReplayResult[] {
  return pairs.map(([original, replay, more], at) =>
    aResult(aTrace(), at + 1, { original, replay, ...more }),
  );
}

function anEval(passRate: number): Eval {
  return {
    name: 'kind',
    intent: 'summarize',
    passRate,
    assertions: [{ name: 'short', type: 'max-chars', limit: 9 }],
  };
}

const checked = (passed: boolean, baselinePassed = true): Partial<ReplayResult> => ({
  assertions: [{ name: 'short', type: 'max-chars', passed, baselinePassed }],
});

describe('what a batch comes to', () => {
  it('is passed when every ask that had an answer gets one, whatever becomes of the others', () => {
    const good = someFigures();
    expect(batchResultOf(results([good, good], [FAILED, FAILED], [FAILED, good]), null)).toMatchObject({
      verdict: 'pass',
      reasons: ['All of 1 asks that had an answer got one again.'],
      baseline: { count: 3, errors: 2 },
      candidate: { count: 3, errors: 1 },
    });
  });

  it('fails for an answer that is lost, although another ask gets its first', () => {
    const good = someFigures();
    expect(batchResultOf(results([good, FAILED], [good, good], [FAILED, good]), null)).toMatchObject({
      verdict: 'fail',
      reasons: ['1 of 2 asks that had an answer got none.'],
      baseline: { errors: 1 },
      candidate: { errors: 1 },
    });
    expect(batchResultOf(results([good, UNUSABLE], [UNUSABLE, UNUSABLE]), null)).toMatchObject({
      verdict: 'fail',
      reasons: ['1 of 1 asks that had an answer got none.', '1 of 1 answers could not be used; before, 0.'],
    });
  });

  it('fails when nothing was answered before, by which it could be judged', () => {
    for (const replay of [FAILED, someFigures()])
      expect(batchResultOf(results([FAILED, replay], [FAILED, replay]), null)).toMatchObject({
        verdict: 'fail',
        reasons: ['None of 2 asks had an answer before.'],
      });
  });

  it('does not count what was not replayed, and passes nothing that is not there', () => {
    const good = someFigures();
    expect(batchResultOf(results([good, good], [FAILED, null]), null)).toMatchObject({
      verdict: 'pass',
      baseline: { count: 1, errors: 0 },
    });
    expect(batchResultOf(results([good, null]), null).verdict).toBe('fail');
  });

  it('fails when fewer answers pass the eval than it wants', () => {
    const good = someFigures();
    const half = results([good, good, checked(true)], [good, good, checked(false)]);
    expect(batchResultOf(half, anEval(0.5))).toMatchObject({
      verdict: 'pass',
      assertions: [{ name: 'short', passed: 1, failed: 1, baselinePassed: 2 }],
    });
    expect(batchResultOf(half, anEval(0.51))).toMatchObject({
      verdict: 'fail',
      reasons: ['1 of 2 answers pass the eval kind, which wants 51 % of them; before, 2.'],
    });
  });

  it('holds no ask against the eval that nobody has answered', () => {
    const good = someFigures();
    const pairs = results([good, good, checked(true)], [FAILED, FAILED, checked(false, false)]);
    expect(batchResultOf(pairs, anEval(1))).toMatchObject({
      verdict: 'pass',
      reasons: ['All of 1 asks that had an answer got one again, and the eval kind is passed.'],
    });
  });

  it('tells how many of the answers that were given before pass the eval, which may be too strict', () => {
    const good = someFigures();
    const asBefore = results([good, good, checked(false, false)], [good, good, checked(true)]);
    expect(batchResultOf(asBefore, anEval(1))).toMatchObject({
      verdict: 'fail',
      reasons: ['1 of 2 answers pass the eval kind, which wants 100 % of them; before, 1.'],
      assertions: [{ passed: 1, failed: 1, baselinePassed: 1 }],
    });
  });

  it('tells of answers that needed another attempt or were degraded, and fails for neither', () => {
    const good = someFigures();
    const retried = someFigures({ attempts: 2 });
    const degraded = someFigures({ attempts: 2, degraded: true });
    expect(batchResultOf(results([good, retried], [retried, degraded]), null)).toMatchObject({
      verdict: 'pass',
      reasons: [
        'All of 2 asks that had an answer got one again.',
        '2 of 2 answers needed another attempt; before, 1.',
        '1 of 2 answers were degraded; before, 0.',
      ],
      baseline: { retried: 1, degraded: 0 },
      candidate: { retried: 2, degraded: 1 },
    });
    const lost = someFigures({ status: 'failed', errorCode: 'AGENT_ERROR', answerChars: null, attempts: 2 });
    expect(batchResultOf(results([lost, lost]), null)).toMatchObject({
      candidate: { errors: 1, retried: 0 },
    });
  });

  it('tells quantiles that are values of the batch, and sums', () => {
    const hundred = Array.from(
      { length: 100 },
      (_, at): readonly [AnswerFigures, AnswerFigures, Partial<ReplayResult>] => [
        someFigures({ latencyMs: 100 - at, answerChars: 10 }),
        someFigures({ latencyMs: at + 1, cost: at === 0 ? 0.5 : null, answerChars: 15, truncated: at < 3 }),
        { similarity: (at + 1) / 100 },
      ],
    );
    expect(batchResultOf(results(...hundred), null)).toMatchObject({
      baseline: { latencyMs: { p50: 50, p95: 95 }, cost: null, limitHits: 0 },
      candidate: { latencyMs: { p50: 50, p95: 95 }, cost: 0.5, limitHits: 3, promptTokens: 30_000 },
      similarity: { mean: expect.closeTo(0.505), p10: 0.1 },
      answerCharsChange: 0.5,
    });
  });
});
