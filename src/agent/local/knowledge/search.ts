import { languageOf } from '../language/language.js';
import { queryTerms } from '../language/terms.js';
import { wordsOf } from '../language/words.js';
import type { KnowledgeBase, Passage } from './knowledge-base.js';

/** How much a passage in another language than the query's counts. */
const OTHER_LANGUAGE = 0.5;

/** The passages that speak most of what a query asks for, the most relevant first; none when nothing fits. */
export function searchKnowledge(
  query: string,
  limit: number,
  { passages, index }: KnowledgeBase,
): readonly Passage[] {
  const terms = queryTerms(wordsOf(query));
  const language = languageOf(query);
  return passages
    .map((passage, number) => ({
      passage,
      score: index.score(number, terms) * (passage.language === language ? 1 : OTHER_LANGUAGE),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ passage }) => passage);
}
