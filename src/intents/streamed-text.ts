import type { OutputLimits } from '../config/snapshot.js';
import { continuedText } from '../output/continued-text.js';
import { settledText } from '../output/settled-text.js';
import type { Interpretation } from './interpretation.js';
import type { Streaming } from './streaming.js';

/** Shows an answer word by word that is plain text, made by `cleanAnswer`, `toPlainText` and `cutText`. */
export class StreamedText<Output extends object> implements Streaming<object, Output> {
  /**
   * @param outputOf the output that goes with an answer; an answer that is not `ended` is still being written, or
   * a limit cut it
   */
  constructor(private readonly outputOf: (answer: string, ended: boolean) => Output) {}

  settled(text: string, _input: object, { maxChars }: OutputLimits): Interpretation<Output> | undefined {
    const { text: answer, truncated } = settledText(text, maxChars);
    return answer === '' ? undefined : { answer, output: this.outputOf(answer, false), truncated };
  }

  continued(
    shown: Interpretation<Output>,
    whole: Interpretation<Output>,
    _input: object,
    { maxChars }: OutputLimits,
  ): Interpretation<Output> {
    const { text: answer, truncated } = continuedText(shown.answer, whole.answer, maxChars);
    const cut = truncated || whole.truncated;
    return { answer, output: this.outputOf(answer, !cut), truncated: cut };
  }
}
