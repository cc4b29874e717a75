import type { Mention } from './mentions.js';
import type { Page } from './page.js';

/** Names that say themselves that something is so: `已付款`, `含早餐`; `paid`, `damaged`. */
const HAN_NAME = /^(?:已经?|包?含|包括|带有?|有|需要?|支持|提供|可以?|允许|愿意|同意|接受)\p{Script=Han}/u;
const LATIN_NAME =
  /^(?:[a-z]{2,20}(?<!e)ed|agreed|guaranteed|paid|sent|sold|done|broken|lost|bought|taken|chosen|made|met|kept)$/;

/** What follows a statement, and not the rest of a noun: `已付款的订单`, `已付款金额`, `paid members`. */
const HAN_GOES_ON =
  /^(?:[^\S\n]{0,2}(?:$|[，。；！、,.;!)\]\n\d¥]|(?<=\s)[^:=|])|[了至到给并且但]|的(?!\p{Script=Han}))/u;
const LATIN_GOES_ON =
  /^[^\S\n]{0,2}(?:$|[，。；！、,.;!)\]\n]|(?:on|by|in|via|with|at|for|since|today|yesterday|already|now|and|but|before|after)(?![a-z]))/i;

/** What makes it a wish, a plan or a guess. */
const HAN_NOT_YET = /[待将请须应等]|需|可能|也许|大概|预计|尽快|打算|计划/;
const LATIN_NOT_YET =
  /(?<![a-z])(?:to|will|would|should|must|can|could|may|might|shall|wants?|needs?|expect(?:ed|s)?|please|be|when|until|once|after|before)(?![a-z])/i;

/**
 * Whether a field's name, as it stands in the text, states that it is so.
 * @param before the clause up to the name
 */
export function asserts({ start, end }: Mention, before: string, { text, searched }: Page): boolean {
  const name = searched.slice(start, end);
  const after = text.slice(end, end + 16);
  if (HAN_NAME.test(name)) return HAN_GOES_ON.test(after) && !HAN_NOT_YET.test(before);
  return LATIN_NAME.test(name) && LATIN_GOES_ON.test(after) && !LATIN_NOT_YET.test(before);
}
