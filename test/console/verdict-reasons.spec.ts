import { describe, expect, it } from 'vitest';
import { reasonIn } from '../../console/src/pages/replays/verdict-reasons.js';
import { batchResultOf } from '../../src/replays/batches/batch-result.js';
import type { Eval } from '../../src/config/eval.js';
import type { AnswerFigures } from '../../src/trace/replay-batch.js';
import { aResult, someFigures } from '../support/a-batch.js';
import { aTrace } from '../support/a-trace.js';

const GOOD = someFigures();
const UNUSABLE = someFigures({ status: 'failed', errorCode: 'OUTPUT_INVALID', answerChars: null });

const EVAL: Eval = {
  name: '友善 (kind)',
  intent: 'summarize',
  passRate: 0.915,
  assertions: [{ name: 'short', type: 'max-chars', limit: 9 }],
};

function reasonsOf(its: Eval | null, replay: AnswerFigures | null, passed = true): readonly string[] {
  const assertions = [{ name: 'short', type: 'max-chars', passed, baselinePassed: true }];
  const result = aResult(aTrace(), 1, { original: GOOD, replay, assertions });
  return batchResultOf([result], its).reasons;
}

describe('the reasons of a verdict', () => {
  it('are all said in Chinese, with the figures and names that they have', () => {
    const reasons = [
      ...reasonsOf(null, null),
      ...reasonsOf(null, GOOD),
      ...reasonsOf(EVAL, GOOD),
      ...reasonsOf(EVAL, GOOD, false),
      ...reasonsOf(null, UNUSABLE),
      ...reasonsOf(null, { ...GOOD, attempts: 2, degraded: true }),
    ];
    expect(reasons.map((reason) => reasonIn('zh', reason))).toEqual([
      '没有重放任何请求。',
      '1 个请求中，失败的不比原来多。',
      '1 个请求中，失败的不比原来多，且通过评测 友善 (kind)。',
      '1 个回答中有 0 个通过评测 友善 (kind)，要求达到 91.5%，原来为 1 个。',
      '1 个请求中有 1 个没有得到回答，原来为 0 个。',
      '1 个回答中有 1 个无法使用，原来为 0 个。',
      '1 个请求中，失败的不比原来多。',
      '1 个回答中有 1 个经过重试，原来为 0 个。',
      '1 个回答中有 1 个降级，原来为 0 个。',
    ]);
  });

  it('stay as the server says them in English, and where they have no known form', () => {
    expect(reasonIn('en', 'No ask was replayed.')).toBe('No ask was replayed.');
    expect(reasonIn('zh', 'The moon is full.')).toBe('The moon is full.');
  });
});
