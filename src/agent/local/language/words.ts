import { hasHan } from './language.js';
import { isStopWord } from './stop-words.js';

export interface Word {
  /** As the text has it. */
  readonly surface: string;
  /** What makes two words the same: width, case and English endings do not count. */
  readonly key: string;
  /** UTF-16 offset in the text. */
  readonly start: number;
  readonly han: boolean;
  /** Carries no meaning of its own. */
  readonly stop: boolean;
}

/** The Chinese dictionary comes with ICU's root data; other scripts are split the same in every locale. */
const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' });

/** The words of a text in their order, punctuation left out. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { segment, index, isWordLike } of SEGMENTER.segment(text)) {
    if (isWordLike !== true) continue;
    const lower = segment.normalize('NFKC').toLowerCase().replaceAll('’', "'");
    const han = hasHan(lower);
    words.push({ surface: segment, key: han ? lower : stem(lower), start: index, han, stop: isStop(lower) });
  }
  return words;
}

/** The words that carry meaning. */
export function contentWords(text: string): Word[] {
  return wordsOf(text).filter((word) => !word.stop);
}

function isStop(lower: string): boolean {
  return isStopWord(lower) || /^[a-z]$/.test(lower);
}

/**
 * Takes the commonest English endings off, so that `refunds`, `refunded` and `refunding` are one word.
 * Deliberately timid: two words made one by mistake cost more than two forms kept apart.
 */
export function stem(word: string): string {
  if (!/^[a-z]{4,}('s)?$/.test(word)) return word;
  const base = withoutErY(withoutPlural(word.replace(/'s$/, '')));
  const verb = /^([a-z]{3,})(?:ed|ing)$/.exec(base)?.[1];
  if (verb === undefined || !/[aeiouy]/.test(verb)) return withoutFinalE(base);
  return withoutFinalE(/([^aeiouls])\1$/.test(verb) ? verb.slice(0, -1) : verb);
}

/** `delivery` and `recovery` meet their verbs. */
function withoutErY(word: string): string {
  return /[a-z]{4}ery$/.test(word) ? word.slice(0, -1) : word;
}

function withoutPlural(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2);
  if (/[^aisu]s$/.test(word)) return word.slice(0, -1);
  return word;
}

/** `invoice` and `invoicing`, `deliver` and `delivered` meet without their last `e`. */
function withoutFinalE(word: string): string {
  return word.length > 4 && word.endsWith('e') ? word.slice(0, -1) : word;
}
