import type { CandidateItem } from '../local-task.js';
import { Bm25Index } from './language/bm25.js';
import { languageOf } from './language/language.js';
import { type Negated, mayNegate, negatedWords } from './language/negation.js';
import { indexTerms, pairsOf, queryTerms } from './language/terms.js';
import { type Word, wordsOf } from './language/words.js';

export interface Recommendation {
  readonly id?: string;
  readonly title: string;
  readonly reason: string;
}

/** An item whose score is a smaller share of the best one's matches by accident. */
const LEAST_SHARE = 0.2;
const WORDS_IN_REASON = 3;
const NEGATED_MATCH = 1;

interface Query {
  readonly text: string;
  readonly wanted: readonly Word[];
  readonly unwanted: readonly Negated[];
}

interface Entry {
  readonly item: CandidateItem;
  readonly lacks: ReadonlySet<string>;
}

/**
 * The items that match the query, best first, equal ones in their given order; each with the words that
 * matched as its reason, in the language of the query. An item that matches nothing, or has what the
 * query refuses, is not recommended: the list may be empty.
 */
export function recommend(
  query: string,
  items: readonly CandidateItem[],
  maxItems: number,
): Recommendation[] {
  const asked = readQuery(query);
  const texts = items.map(({ title, description }) => affirmed(`${title}\n${title}\n${description ?? ''}`));
  const index = new Bm25Index(texts.map(({ text }) => indexTerms(text)));
  const terms = queryTerms(asked.wanted);

  const scored = items.flatMap((item, number) => {
    const entry = { item, lacks: texts[number]?.lacks ?? new Set<string>() };
    if (asked.unwanted.some(({ word }) => index.has(number, word.key))) return [];
    const matched = matchedPhrases(asked, entry, (term) => index.has(number, term));
    const welcome = asked.unwanted.filter(({ word }) => entry.lacks.has(word.key)).length;
    const score = index.score(number, terms) + welcome * NEGATED_MATCH;
    return matched.length === 0 ? [] : [{ item, score, matched }];
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored
    .filter(({ score }) => score >= best * LEAST_SHARE)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, maxItems)
    .map(({ item, matched }) => {
      const reason = reasonOf(query, matched);
      return item.id === undefined
        ? { title: item.title, reason }
        : { id: item.id, title: item.title, reason };
    });
}

function readQuery(text: string): Query {
  const words = wordsOf(text);
  const unwanted = negatedWords(text, words);
  const refused = new Set(unwanted.map(({ word }) => word.start));
  return { text, wanted: words.filter((word) => !refused.has(word.start)), unwanted };
}

/** A text without the words that it says it lacks, so that `不辣` is not found by `辣`. */
function affirmed(text: string): { text: string; lacks: ReadonlySet<string> } {
  const negated = mayNegate(text) ? negatedWords(text, wordsOf(text)) : [];
  let rest = '';
  let from = 0;
  for (const { word } of negated) {
    if (word.start < from) continue;
    rest += `${text.slice(from, word.start)} `;
    from = word.start + word.surface.length;
  }
  return { text: rest + text.slice(from), lacks: new Set(negated.map(({ word }) => word.key)) };
}

/** What query and item share, as the query writes it; words that touch in the query make one phrase. */
function matchedPhrases(query: Query, { lacks }: Entry, has: (term: string) => boolean): string[] {
  const phrases: string[] = [];
  let end = -1;
  for (const word of query.wanted) {
    const surface = word.stop ? undefined : matchedPart(word, has);
    if (surface === undefined) continue;
    const last = phrases.at(-1);
    const whole = surface === word.surface;
    if (last !== undefined && whole && word.han && word.start === end)
      phrases[phrases.length - 1] = last + surface;
    else phrases.push(surface);
    end = whole ? word.start + word.surface.length : -1;
  }
  for (const { word, start } of query.unwanted) {
    if (lacks.has(word.key)) phrases.push(query.text.slice(start, word.start + word.surface.length));
  }
  return [...new Set(phrases)];
}

function matchedPart(word: Word, has: (term: string) => boolean): string | undefined {
  if (has(word.key)) return word.surface;
  return pairsOf(word.key).find((pair) => has(pair));
}

function reasonOf(query: string, matched: readonly string[]): string {
  const phrases = matched.slice(0, WORDS_IN_REASON);
  if (languageOf(query) === 'zh') return `与${phrases.map((phrase) => `「${phrase}」`).join('')}相关`;
  return `Matches ${phrases.map((phrase) => `“${phrase}”`).join(', ')}`;
}
