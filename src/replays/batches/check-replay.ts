import type { Assertion } from '../../config/eval.js';
import { type CheckedAnswer, checkAnswer } from '../../evals/check-answer.js';
import { textsIn } from '../../safety/client-text.js';
import type { CheckedAssertion } from '../../trace/replay-batch.js';
import type { TraceRecord } from '../../trace/trace-record.js';
import { figuresOf } from '../comparison/figures.js';

/** A replay as it was answered and as it is kept, and what is kept of its original. */
export interface ReplayToCheck {
  readonly original: TraceRecord;
  readonly replay: TraceRecord;
  readonly kept: TraceRecord;
}

/**
 * What the assertions say of a replay, and whether its original passes them. They judge the answer as it was given, but for
 * `similar`: of the original there is only what was kept.
 */
export function checkReplay(
  assertions: readonly Assertion[],
  { original, replay, kept }: ReplayToCheck,
): CheckedAssertion[] {
  const given = checkedOf(replay, original);
  const asKept = checkedOf(kept, original);
  const baseline = checkAnswer(assertions, checkedOf(original, original));
  return assertions.flatMap((assertion, at) =>
    checkAnswer([assertion], assertion.type === 'similar' ? asKept : given).map((result) =>
      Object.assign(result, { baselinePassed: baseline[at]?.passed === true }),
    ),
  );
}

function checkedOf(replay: TraceRecord, original: TraceRecord): CheckedAnswer {
  const { latencyMs, cost } = figuresOf(replay);
  return {
    asked: [...textsIn(original.input)].join('\n'),
    answer: replay.status === 'complete' ? replay.answer : null,
    output: replay.output,
    latencyMs,
    cost,
    original: original.answer,
  };
}
