import type { OutputLimits } from '../config/snapshot.js';
import type { Interpretation } from './interpretation.js';

/**
 * How an intent's answer is shown piece by piece. What was shown is never taken back, so each piece goes on
 * where the one before ended, and the whole answer begins with all of them: `AnswerReading` sees to that.
 */
export interface Streaming<Input extends object = object, Output extends object = object> {
  /**
   * What can be shown of a text that the model still writes: the beginning of the answer that, as far as anybody
   * can tell, further text will not change, whatever list, limit or clean-up it comes to, and the part of the
   * output that it shows. It is called with the text from its beginning, again and again, so it must not cost
   * more than `interpret`.
   * @returns undefined as long as nothing can be shown; `truncated` when a limit has settled the whole answer, so that the
   * model is not heard any further
   * @throws UnusableAnswer, which means the same
   */
  settled(text: string, input: Input, limits: OutputLimits): Interpretation<Output> | undefined;

  /**
   * The answer for the rare text that says at its end that it must be read in another way, such as prose that
   * turns out to have been thoughts: what `interpret` makes of it does not begin with what was shown.
   * @param shown what `settled` gave last
   * @param whole what `interpret` gave
   * @returns an answer that begins with `shown.answer`, and goes on with what `whole` has beyond it as far as the
   * limits let it; nothing is said twice
   */
  continued(
    shown: Interpretation<Output>,
    whole: Interpretation<Output>,
    input: Input,
    limits: OutputLimits,
  ): Interpretation<Output>;
}
