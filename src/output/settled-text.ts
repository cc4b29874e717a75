import { type Cut, uncutBeginning } from './limits.js';
import { toPlainText } from './plain-text.js';
import { settledLine } from './settled-line.js';
import { settledPart } from './settled-part.js';

const NOTHING: Cut = { text: '', truncated: false };
const SAYS_SOMETHING = /[\p{L}\p{N}\p{So}]/u;
/** Code units of what may be a remark before JSON, such as "Sure!": shorter ones wait. */
const SHORT = 20;
const ONE_LINE_TO_COLON = /^[^\n]*[:：]$/;
/** The beginning of words that announce what follows them, which may be JSON. */
const ANNOUNCES =
  /^(?:(?:sure|ok|okay|certainly|of course|好的|当然)[,，.!。！]?\s{0,3})?(?:here(?:'s|’s| is| are)|以下|下面|这是|[^\n]{0,20}json)(?<rest>[^]*)$/i;
/** Nothing that goes on so is only an announcement any more. */
const HAS_SENTENCE = /[。！？]|[.!?]\s|[:：]\s*[^\s:：]/;
/** Code units of an announcement. */
const LONGEST_ANNOUNCEMENT = 100;

/**
 * The beginning of an answer of plain text, as `toPlainText` and `cutText` will make it of the whole one, while
 * the model still writes `text`: it is shown word by word, but nothing is that further text can be expected to
 * change. Empty as long as there is nothing; `truncated` as soon as nothing further can be shown but its cut.
 */
export function settledText(text: string, maxChars: number | undefined): Cut {
  const part = settledPart(text);
  if (mayIntroduce(part.trim())) return NOTHING;
  const lastLine = part.lastIndexOf('\n') + 1;
  const shown = toPlainText(part.slice(0, lastLine) + settledLine(part.slice(lastLine)));
  return SAYS_SOMETHING.test(shown) ? uncutBeginning(shown, maxChars) : NOTHING;
}

/** Whether all that was said may turn out to be a remark before the answer, which is JSON then. */
function mayIntroduce(said: string): boolean {
  if (said.length <= SHORT || ONE_LINE_TO_COLON.test(said)) return true;
  const rest = said.length > LONGEST_ANNOUNCEMENT ? undefined : ANNOUNCES.exec(said)?.groups?.['rest'];
  return rest !== undefined && !HAS_SENTENCE.test(rest);
}
