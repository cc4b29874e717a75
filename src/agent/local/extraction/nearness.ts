import type { Page, Span } from './page.js';

/** UTF-16 units; farther away a name says nothing about a value. */
export const REACH = 80;
const LONGEST_LINK = 44;

/** From here on the name introduces the value or stands right behind it. */
export const ADJACENT = 0.75;

/** What may stand between a name and its value when the one introduces the other. */
const INTRODUCES =
  /^["'”」』)\]*_`\s]{0,4}(?:\([^()\n]{0,20}\))?[\s|]{0,4}(?:[:=#]|是|为|共计?|约|有|了|达到?|dated|was|is|are|of)?[\s|]{0,4}(?:约|共|大约|不?超过|about|approx\.?|on|at|人民币|rmb|cny|usd|us)?\s?[¥$€£]?\s?[-−]?$/i;
const FOLLOWS = /^\s?(?:的|of\s|in\s|for\s)?\s?$/;

/** From 0 to 1: how closely a name and a value belong together by where they stand. */
export function nearness(mention: Span, value: Span, page: Page): number {
  if (page.sentenceAt[mention.start] !== page.sentenceAt[value.start]) return 0;
  const sameClause = page.clauseAt[mention.start] === page.clauseAt[value.start];
  if (value.start >= mention.end) {
    const gap = page.text.slice(mention.end, value.start);
    if (gap.length <= LONGEST_LINK && INTRODUCES.test(gap)) return 1;
    return sameClause ? 0.85 - gap.length * 0.008 : 0.45 - gap.length * 0.004;
  }
  if (value.end > mention.start) return ADJACENT;
  const gap = page.text.slice(value.end, mention.start);
  if (gap.length <= 6 && FOLLOWS.test(gap)) return ADJACENT;
  return sameClause ? 0.45 - gap.length * 0.008 : 0;
}
