import { codePoints } from '../../../common/text/normalise.js';
import { type Word, wordsOf } from './words.js';

/** How often each term stands in a text. */
export type TermCounts = ReadonlyMap<string, number>;

/**
 * The terms a text is found by: its words, and for Chinese every character and every pair of neighbours
 * too, because the dictionary cuts the same phrase differently in different company.
 */
export function indexTerms(text: string): TermCounts {
  const counts = new Map<string, number>();
  const count = (term: string): void => void counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const word of wordsOf(text)) {
    if (!word.han) {
      if (!word.stop) count(word.key);
    } else if (codePoints(word.key) > 2) count(word.key);
  }
  for (const run of text.normalize('NFKC').match(/\p{Script=Han}+/gu) ?? []) {
    for (const gram of characterGrams(run)) count(gram);
  }
  return counts;
}

/** What a query asks for, each term with its weight; stop words and the pairs they take part in are left out. */
export function queryTerms(words: readonly Word[]): Map<string, number> {
  const terms = new Map<string, number>();
  const want = (term: string, weight: number): void =>
    void terms.set(term, Math.max(weight, terms.get(term) ?? 0));
  for (const word of words) {
    if (word.stop) continue;
    want(word.key, isSingleHan(word) ? 0.6 : 1);
    for (const pair of pairsOf(word.key)) want(pair, 0.5);
  }
  for (const pair of pairsAcross(words)) want(pair, 0.7);
  return terms;
}

/** One Chinese character alone is often only a part of the word that is meant. */
export function isSingleHan(word: Word): boolean {
  return word.han && codePoints(word.key) === 1;
}

/** The pairs of neighbouring characters inside a Chinese word. */
export function pairsOf(key: string): string[] {
  const characters = key.match(/\p{Script=Han}/gu) ?? [];
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}

/** The pairs that two touching Chinese words make at their border. */
function pairsAcross(words: readonly Word[]): string[] {
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    if (next === undefined || !word.han || !next.han || word.stop || next.stop) return [];
    if (word.start + word.surface.length !== next.start) return [];
    return [`${/.$/u.exec(word.key)?.[0] ?? ''}${/^./u.exec(next.key)?.[0] ?? ''}`];
  });
}

function* characterGrams(run: string): Generator<string> {
  let previous = '';
  for (const character of run) {
    yield character;
    if (previous !== '') yield previous + character;
    previous = character;
  }
}
