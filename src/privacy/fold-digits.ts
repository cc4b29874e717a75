/** Decimal digits of every script (Unicode's Nd), but for those of ASCII, which need nothing. */
const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;
const IS_DIGIT = /^\p{Nd}$/u;

/** 0 to 9 of every kind that Unicode has in circles, in brackets, raised and lowered, and does not call Nd. */
const DECORATED = [
  '⓪①②③④⑤⑥⑦⑧⑨',
  '⓿❶❷❸❹❺❻❼❽❾',
  '⓪➀➁➂➃➄➅➆➇➈',
  '⓿➊➋➌➍➎➏➐➑➒',
  '⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽',
  '⓪⑴⑵⑶⑷⑸⑹⑺⑻⑼',
  '⁰¹²³⁴⁵⁶⁷⁸⁹',
  '₀₁₂₃₄₅₆₇₈₉',
];
const VALUES: ReadonlyMap<string, string> = new Map(
  DECORATED.flatMap((digits) => Array.from(digits, (digit, value) => [digit, String(value)] as const)),
);
const ONE = `[${[...VALUES.keys()].join('')}]`;
/** One or two alone count items or notes: "①13812345678" is the first of a list. */
const DECORATED_NUMBER = new RegExp(`${ONE}(?:[ -]?${ONE}){2,}`, 'g');

/** What a digit that takes two code units has as its second one. It is part of the digit, and no separator. */
export const JOINER = '\u2060';

/** The text with every digit as one of ASCII, and as long as it was. */
export function foldDigits(text: string): string {
  return text
    .replace(OTHER_DIGIT, (digit) => valueOf(digit) + JOINER.repeat(digit.length - 1))
    .replace(DECORATED_NUMBER, (number) => number.replace(/[^ -]/g, (digit) => VALUES.get(digit) ?? digit));
}

/** Those of one script stand in a row from 0 to 9; where scripts touch, as mathematical digits do, tens follow tens. */
function valueOf(digit: string): string {
  let zero = digit.codePointAt(0) ?? 0;
  const code = zero;
  while (IS_DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}
