import type { Word } from './words.js';

const NEGATORS = new Set(
  "不要 不想 不想要 不吃 不喝 不含 不喜欢 不 别 别要 除了 无 非 免 without no not except excluding avoid don't".split(
    ' ',
  ),
);
/** Words that may stand between a negator and what it takes away. */
const CARRIERS = new Set(
  '要 想 想要 吃 喝 喜欢 含 加 放 带 买 太 很 再 那么 any too very so want like to a the with'.split(' '),
);
/** "I have no …" tells what somebody needs, not what they refuse. */
const OWNERS = new Set(['have', 'has', 'had', 'got']);

const MAY_NEGATE = /[不别无非免]|除了|\b(?:no|not|without|except|excluding|avoid|don't)\b|-free/i;

/** False spares the caller the segmentation of a text that refuses and lacks nothing. */
export function mayNegate(text: string): boolean {
  return MAY_NEGATE.test(text);
}

export interface Negated {
  readonly word: Word;
  /** Where the phrase begins: at the negator. */
  readonly start: number;
}

/** The words that a text refuses or lacks: `不要辣`, `无糖`, `without sugar`, `sugar-free`. */
export function negatedWords(text: string, words: readonly Word[]): Negated[] {
  const negated: Negated[] = [];
  for (const [index, word] of words.entries()) {
    if (isFreeOf(text, words, index)) negated.push({ word, start: word.start });
    if (!NEGATORS.has(word.surface.toLowerCase()) || OWNERS.has(words[index - 1]?.key ?? '')) continue;
    const target = targetOf(words, index);
    if (target !== undefined && !asksBothWays(words, index, target)) {
      negated.push({ word: target, start: word.start });
    }
  }
  return negated;
}

function targetOf(words: readonly Word[], negator: number): Word | undefined {
  const rest = words.slice(negator + 1, negator + 4);
  const target = rest.find((word) => !CARRIERS.has(word.surface.toLowerCase()));
  return target?.stop === true ? undefined : target;
}

/** `要不要辣`, `贵不贵`: a question, not a refusal. */
function asksBothWays(words: readonly Word[], negator: number, target: Word): boolean {
  const before = words[negator - 1];
  const said = words[negator];
  if (before === undefined || said === undefined) return false;
  return before.key === target.key || said.surface === `不${before.surface}`;
}

function isFreeOf(text: string, words: readonly Word[], index: number): boolean {
  const word = words[index];
  const next = words[index + 1];
  if (word === undefined || next === undefined || word.stop) return false;
  return next.key === 'free' && text.slice(word.start + word.surface.length, next.start) === '-';
}
