import type { KnowledgeBase } from './knowledge/knowledge-base.js';
import { type Language, languageOf } from './language/language.js';
import { isSingleHan, pairsOf, queryTerms } from './language/terms.js';
import { type Word, contentWords, wordsOf } from './language/words.js';

/** The share of what the question asks about that a passage must speak of to be given as the answer. */
const CONFIDENT = 0.45;
/** From this share on, what was said before may tell what an incomplete question means. */
const HALF_CONFIDENT = 0.2;
/** A word that the knowledge does not have at all counts this much against every passage. */
const UNKNOWN_WORD = 1.5;
/** A word that stands only in the text, not in title, headings or keywords: it is mentioned, not the topic. */
const MENTIONED_ONLY = 0.4;
/** How much the latest, the one before and the one before that of the earlier texts count. */
const EARLIER_SHARES = [0.4, 0.2, 0.1];
const OTHER_LANGUAGE = 0.5;
const PASSAGES_WEIGHED = 5;
const TITLES_OFFERED = 5;

interface WeightedWord {
  readonly word: Word;
  readonly share: number;
}

interface Ranked {
  /** Its number in the knowledge base. */
  readonly passage: number;
  readonly score: number;
}

/**
 * The passage of the knowledge base that answers the question, in its own words. When none speaks of
 * enough of what was asked: says so in the language of the question, and asks one question back as the
 * last line.
 * @param earlier what the user said before, oldest first; it only helps to understand the question
 */
export function answer(question: string, earlier: readonly string[], knowledge: KnowledgeBase): string {
  const language = languageOf(question);
  const asked = contentWords(question).map((word) => ({ word, share: 1 }));
  const before = earlierWords(earlier);
  const ranked = rankedPassages(question, before, language, knowledge).slice(0, PASSAGES_WEIGHED);
  const sure = ranked
    .map(({ passage, score }) => ({
      passage,
      score,
      sureness: confidence(asked, before, passage, knowledge),
    }))
    .filter(({ passage, sureness }) => sureness >= CONFIDENT && isOnSubject(asked, passage, knowledge))
    .toSorted((a, b) => b.score * b.sureness - a.score * a.sureness);
  return knowledge.passages[sure[0]?.passage ?? -1]?.text ?? nothingFound(language, knowledge);
}

/**
 * A question that names what a document is titled after (`会员怎么取消`) is not answered by a passage that
 * does not speak of it, however much it has of the rest.
 */
function isOnSubject(
  asked: readonly WeightedWord[],
  passage: number,
  { subjects, index }: KnowledgeBase,
): boolean {
  const named = asked.filter(({ word }) => subjects.has(word.key) && !isSingleHan(word));
  return named.length === 0 || named.some(({ word }) => index.has(passage, word.key));
}

function confidence(
  asked: readonly WeightedWord[],
  before: readonly WeightedWord[],
  passage: number,
  knowledge: KnowledgeBase,
): number {
  const own = coverage(asked, passage, knowledge);
  if (asked.length > 0 && own < HALF_CONFIDENT) return own;
  return Math.max(own, coverage([...asked, ...before], passage, knowledge));
}

function earlierWords(earlier: readonly string[]): WeightedWord[] {
  return EARLIER_SHARES.flatMap((share, back) =>
    contentWords(earlier.at(-1 - back) ?? '').map((word) => ({ word, share })),
  );
}

/** The passages that share a term with the question, the most relevant first. */
function rankedPassages(
  question: string,
  before: readonly WeightedWord[],
  language: Language,
  { passages, index }: KnowledgeBase,
): Ranked[] {
  const terms = queryTerms(wordsOf(question));
  for (const { word, share } of before) {
    for (const [term, weight] of queryTerms([word])) {
      terms.set(term, Math.max(weight * share, terms.get(term) ?? 0));
    }
  }
  return passages
    .map((passage, number) => ({
      passage: number,
      score: index.score(number, terms) * (passage.language === language ? 1 : OTHER_LANGUAGE),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
}

/** From 0 to 1: how much of the words' weight the passage speaks of. */
function coverage(words: readonly WeightedWord[], passage: number, { index, topics }: KnowledgeBase): number {
  const grade = (term: string): number => {
    if (topics[passage]?.has(term) === true) return 1;
    return index.has(passage, term) ? MENTIONED_ONLY : 0;
  };
  let total = 0;
  let covered = 0;
  for (const { word, share } of words) {
    const found = gradeOfWord(word, grade);
    const known = index.knows(word.key) || found > 0;
    const weight = share * (known ? index.weight(word.key) : UNKNOWN_WORD) * (isSingleHan(word) ? 0.5 : 1);
    total += weight;
    covered += weight * found;
  }
  return total === 0 ? 0 : covered / total;
}

/** The word's own grade, or less for a longer Chinese word that is there in part. */
function gradeOfWord(word: Word, grade: (term: string) => number): number {
  const whole = grade(word.key);
  const pairs = pairsOf(word.key);
  if (whole > 0 || pairs.length < 2) return whole;
  return (pairs.reduce((sum, pair) => sum + grade(pair), 0) / pairs.length) * 0.8;
}

function nothingFound(language: Language, { documents }: KnowledgeBase): string {
  const own = documents.filter((document) => document.language === language);
  const titles = own.slice(0, TITLES_OFFERED).map(({ title }) => title);
  if (language === 'zh') {
    const question =
      titles.length === 0
        ? '能换个说法再描述一下您的问题吗？'
        : `您想了解的是${titles.map((title) => `「${title}」`).join('、')}中的哪一项？`;
    return `抱歉，在现有资料里没有找到这个问题的答案。\n${question}`;
  }
  const question =
    titles.length === 0
      ? 'Could you describe your question in other words?'
      : `Is your question about one of these: ${titles.join(', ')}?`;
  return `Sorry, I found no answer to this in the available documents.\n${question}`;
}
