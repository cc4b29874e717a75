import { describe, expect, it } from 'vitest';
import { aBatch, aPassedBatch, aPassedResult } from '../../test/support/a-batch.js';
import type { Eval } from '../config/eval.js';
import type { BatchResult, ReplayBatch } from '../trace/replay-batch.js';
import { LEAST_JUDGED, whyUnproven } from './evidence.js';

const EVAL: Eval = {
  name: 'short',
  intent: 'summarize',
  passRate: 1,
  assertions: [{ name: 'short', type: 'max-chars', limit: 9 }],
};

/** From before anybody noted who answers. */
function anOldBatch(): ReplayBatch {
  const { agent: _, ...batch } = aPassedBatch();
  return batch;
}

describe('a batch as evidence for its candidate', () => {
  it('is enough when it passed over enough asks, whatever else was replayed', () => {
    expect(whyUnproven(aPassedBatch(), null)).toBeNull();
    expect(whyUnproven(aPassedBatch({}, { others: 100 }), null)).toBeNull();
    expect(whyUnproven(aPassedBatch({ eval: EVAL }), EVAL)).toBeNull();
  });

  it.each([
    ['is not there', null, 'there is no finished batch replay of exactly this profile'],
    ['is under way', aBatch({ id: 'b1' }), 'the batch b1 is running, not complete'],
    ['does not say who answered', anOldBatch(), /does not say who answered/],
    ['was answered by the local agent', aPassedBatch({ agent: 'local' }), /local agent answered/],
    ["chose by its users' opinion", aPassedBatch({ filter: { feedback: 'up' } }), /without a filter/],
    ['chose by time', aPassedBatch({ filter: { from: 5 } }), /without a filter/],
    [
      'judged by too few',
      aPassedBatch({}, { judged: LEAST_JUDGED - 1 }),
      `the batch b1 judges by ${LEAST_JUDGED - 1} asks that had an answer, and ${LEAST_JUDGED} are needed`,
    ],
    [
      'replayed many that nobody answered',
      aPassedBatch({}, { judged: 1, others: 100 }),
      /judges by 1 asks that had an answer/,
    ],
  ])('proves nothing when it %s', (_what, batch, why) => {
    expect(whyUnproven(batch, null)).toMatch(why);
  });

  it('tells first why it failed', () => {
    const result: BatchResult = { ...aPassedResult(), verdict: 'fail', reasons: ['It is bad.'] };
    const batch = aPassedBatch({ agent: 'local', result });
    expect(whyUnproven(batch, null)).toBe('the batch b1 failed: It is bad.');
  });

  it('is about the eval as it was then', () => {
    const changed = { ...EVAL, passRate: 0.5 };
    expect(whyUnproven(aPassedBatch({ eval: changed }), EVAL)).toBe(
      'the eval was changed since the batch b1',
    );
  });
});
