import { isChinese } from '../../../common/text/language.js';
import type { OutputLimits } from '../../../config/snapshot.js';
import { fitList, type ListForm, shortenText } from '../../../output/limits.js';
import { plainLine } from '../../../output/plain-text.js';
import type { Interpretation } from '../../intent-handler.js';
import type { Recommendation, RecommendInput, RecommendOutput } from './recommend.dto.js';

/** Items as an answer with a numbered line for each, as many as client and profile allow. */
export function recommendationOf(
  chosen: readonly Recommendation[],
  { text: wish, maxItems }: RecommendInput,
  { maxChars }: OutputLimits,
): Interpretation<RecommendOutput> {
  const { entries, answer, truncated } = fitList(chosen, { maxEntries: maxItems, maxChars }, listForm(wish));
  return { answer, output: { items: entries }, truncated };
}

function listForm(wish: string): ListForm<Recommendation> {
  const colon = isChinese(wish) ? '：' : ': ';
  return {
    // A given title is the client's own and stays so in the output, but here it must be fit to render.
    line: ({ title, reason }, index) =>
      `${index + 1}. ${plainLine(title) || title}${reason === '' ? '' : colon}${reason}`,
    shorten: (item, chars) => {
      const reason = shortenText(item.reason, chars);
      return reason === undefined
        ? undefined
        : { ...(item.id !== undefined && { id: item.id }), title: item.title, reason };
    },
  };
}
