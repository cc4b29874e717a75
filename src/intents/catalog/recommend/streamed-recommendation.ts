import type { OutputLimits } from '../../../config/snapshot.js';
import { jsonNodes } from '../../../output/json-nodes.js';
import { type SettledJson, settledJson } from '../../../output/settled-json.js';
import type { Interpretation, Streaming } from '../../intent-handler.js';
import { proposalsSchema } from './proposals.js';
import type { Recommendation, RecommendInput, RecommendOutput } from './recommend.dto.js';
import { recommendationOf } from './recommendation.js';
import { chosenOf } from './selection.js';

type Recommended = Interpretation<RecommendOutput>;

/**
 * Shows recommendations item by item, of a list of objects as it was asked for. That nothing fits can only be
 * said at the end.
 */
export class StreamedRecommendation implements Streaming<RecommendInput, RecommendOutput> {
  settled(text: string, input: RecommendInput, limits: OutputLimits): Recommended | undefined {
    const json = settledJson(text);
    const chosen = json === undefined ? [] : settledItems(json, input);
    return chosen.length === 0 ? undefined : recommendationOf(chosen, input, limits);
  }

  continued(
    shown: Recommended,
    whole: Recommended,
    input: RecommendInput,
    limits: OutputLimits,
  ): Recommended {
    if (shown.truncated) return shown;
    const { items } = shown.output;
    const others = whole.output.items.filter((item) => !items.some((other) => isSame(item, other)));
    const { truncated, ...recommended } = recommendationOf([...items, ...others], input, limits);
    return { ...recommended, truncated: truncated || whole.truncated };
  }
}

/** Those of the first list that has any, without the last one as long as it may go on. */
function settledItems({ value, closed }: SettledJson, { items }: RecommendInput): readonly Recommendation[] {
  for (const node of jsonNodes(value)) {
    const { success, data } = proposalsSchema.safeParse(node);
    if (!success || data.bare) continue;
    const chosen = chosenOf(closed ? data.list : data.list.slice(0, -1), items);
    if (chosen.length > 0) return chosen;
  }
  return [];
}

function isSame(one: Recommendation, other: Recommendation): boolean {
  return one.id === other.id && one.title === other.title;
}
