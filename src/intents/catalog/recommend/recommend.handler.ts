import { isChinese } from '../../../common/text/language.js';
import type { OutputLimits } from '../../../config/snapshot.js';
import { readJsonAnswer } from '../../../output/json-answer.js';
import { cutText } from '../../../output/limits.js';
import {
  IntentHandler,
  type Interpretation,
  type InterpretOptions,
  type Preparation,
  UnusableAnswer,
} from '../../intent-handler.js';
import { Intent } from '../../intent.decorator.js';
import { proposalsSchema } from './proposals.js';
import { RecommendInput, RecommendOutput } from './recommend.dto.js';
import { recommendationOf } from './recommendation.js';
import { chosenOf, rankOf, readable } from './selection.js';
import { StreamedRecommendation } from './streamed-recommendation.js';

const FORM = '{"items":[{"id":"…","title":"…","reason":"…"}]}';

@Intent({
  name: 'recommend',
  summary: 'What fits a wish best, from the items given or from what the model knows',
  input: RecommendInput,
  output: RecommendOutput,
  example: {
    text: '想买一款口味清淡、适合下午喝的茶',
    items: [
      { id: 'tea-01', title: '龙井绿茶', description: '清淡鲜爽，明前采摘' },
      { id: 'tea-02', title: '普洱熟茶', description: '醇厚浓郁，适合饭后' },
      { id: 'tea-03', title: '茉莉花茶', description: '花香清淡，适合下午茶' },
    ],
    maxItems: 2,
  },
})
export class RecommendHandler extends IntentHandler<RecommendInput, RecommendOutput> {
  override readonly streaming = new StreamedRecommendation();

  override prepare({ text, items: given, maxItems }: RecommendInput): Preparation {
    const items = given && readable(given);
    const choice =
      items === undefined
        ? 'Propose what you know to fit, and leave the ids out.'
        : 'Choose only from the JSON list in the block "items", and repeat the ids exactly. Leave out what does not fit.';
    return {
      instructions: [
        `Recommend at most ${maxItems} items for the wish in the block "wish", the best first.`,
        choice,
        `Answer with one JSON object ${FORM} and nothing else; "reason" is one short sentence in the language of the wish.`,
        'If nothing fits, answer {"items":[]}.',
      ].join('\n'),
      data: [
        { name: 'wish', value: text },
        ...(items === undefined ? [] : [{ name: 'items', value: JSON.stringify(items) }]),
      ],
      local: { kind: 'recommend', query: text, items: items ?? [], maxItems },
    };
  }

  override interpret(
    text: string,
    input: RecommendInput,
    { limits, cut }: InterpretOptions,
  ): Interpretation<RecommendOutput> {
    const { items } = input;
    const proposals = readJsonAnswer(text, proposalsSchema, {
      cut,
      expected: `one JSON object ${FORM}`,
      rank: (found) => rankOf(found, items),
    });
    const chosen = chosenOf(proposals.list, items);
    if (chosen.length === 0 && !proposals.none && items?.length !== 0) {
      throw new UnusableAnswer(
        'Nothing in the answer was one of the items. Use the ids of the block "items".',
        'wrong_content',
      );
    }
    if (chosen.length === 0) return nothingFits(input.text, limits);
    const recommended = recommendationOf(chosen, input, limits);
    return { ...recommended, truncated: recommended.truncated || cut };
  }
}

function nothingFits(wish: string, { maxChars }: OutputLimits): Interpretation<RecommendOutput> {
  const sentence = isChinese(wish) ? '没有找到合适的推荐。' : 'Nothing suitable was found.';
  const { text, truncated } = cutText(sentence, maxChars);
  return { answer: text, output: { items: [] }, truncated };
}
