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

function reasonsOf(
  its: Eval | null,
  replay: AnswerFigures | null,
  passed = true,
  original = GOOD,
): readonly string[] {
  const assertions = [{ name: 'short', type: 'max-chars', passed, baselinePassed: true }];
  const result = aResult(aTrace(), 1, { original, replay, assertions });
  return batchResultOf([result], its).reasons;
}

describe('the reasons of a verdict', () => {
  it('are all said in Chinese, with the figures and names that they have', () => {
    const reasons = [
      ...reasonsOf(null, null),
      ...reasonsOf(null, GOOD, true, UNUSABLE),
      ...reasonsOf(null, GOOD),
      ...reasonsOf(EVAL, GOOD),
      ...reasonsOf(EVAL, GOOD, false),
      ...reasonsOf(null, UNUSABLE),
      ...reasonsOf(null, { ...GOOD, attempts: 2, degraded: true }),
    ];
    expect(reasons.map((reason) => reasonIn('zh', reason))).toEqual([
      '没有重放任何请求。',
      '1 个请求原来都没有得到回答。',
      '原来得到回答的 1 个请求都再次得到回答。',
      '原来得到回答的 1 个请求都再次得到回答，且通过评测 友善 (kind)。',
      '1 个回答中有 0 个通过评测 友善 (kind)，要求达到 91.5%，原来为 1 个。',
      '原来得到回答的 1 个请求中，有 1 个没有得到回答。',
      '1 个回答中有 1 个无法使用，原来为 0 个。',
      '原来得到回答的 1 个请求都再次得到回答。',
      '1 个回答中有 1 个经过重试，原来为 0 个。',
      '1 个回答中有 1 个降级，原来为 0 个。',
    ]);
  });

  it('are said in Chinese as well where a batch was judged before', () => {
    expect(
      ['2 of 3 asks got no answer; before, 1.', 'Of 3 asks no more than before failed.'].map((reason) =>
        reasonIn('zh', reason),
      ),
    ).toEqual(['3 个请求中有 2 个没有得到回答，原来为 1 个。', '3 个请求中，失败的不比原来多。']);
  });

  it('stay as the server says them in English, and where they have no known form', () => {
    expect(reasonIn('en', 'No ask was replayed.')).toBe('No ask was replayed.');
    expect(reasonIn('zh', 'The moon is full.')).toBe('The moon is full.');
  });
});
