import { type Finding, fail } from '../common/finding.js';
import { type CheckedIntent, checkAsk } from './ask-check.js';
import type { ReadingOptions } from './reading.js';
import { type Subject, checkTimed } from './timed-check.js';

/**
 * Looks at how streams come through whatever stands between here and a server: one whose timing is known, then a real answer.
 * @param intent of the real ask; undefined for none
 */
export async function* checkStreams(
  subject: Subject,
  intent: CheckedIntent | undefined,
  options: Omit<ReadingOptions, 'patienceMs'>,
): AsyncGenerator<Finding> {
  const timed = await checkTimed(subject, options);
  yield* timed.findings;
  if (timed.outcome === 'stop') return;
  const isTimed = timed.outcome === 'judged';
  if (intent !== undefined) yield* await checkAsk(subject, intent, isTimed, options);
  else if (!isTimed)
    yield fail('buffering', 'nothing was measured', "Leave --no-ask out, or take an operator's token");
}
