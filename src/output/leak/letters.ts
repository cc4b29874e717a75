/** Code points below this are looked up by arithmetic alone. */
const ASCII_END = 0x80;

/** Not a letter, and something that a reader sees: it separates words. */
export const SEPARATOR = -1;
/** Takes no room on a screen, such as a zero-width space or an accent: the letters around it stand together. */
export const INVISIBLE = -2;

/**
 * Letters of other scripts that are drawn as Latin ones, each group under the letter it looks like. Only what
 * Unicode's compatibility forms (NFKD) do not bring together by themselves; the tables of confusables that
 * packages have go by glyphs, and take `m` for `rn`.
 */
const LOOKALIKES: Readonly<Record<string, string>> = {
  a: 'аαɑᴀ',
  b: 'ьβвʙ',
  c: 'сϲᴄ',
  d: 'ԁᴅ',
  e: 'еєεᴇ',
  f: 'ғꜰ',
  g: 'ɡɢ',
  h: 'һнʜ',
  i: 'іιıɪ',
  j: 'јʝᴊ',
  k: 'кκᴋ',
  l: 'ӏʟ',
  m: 'мᴍ',
  n: 'пηɴ',
  o: 'оοσᴏ',
  p: 'рρᴘ',
  q: 'ԛ',
  r: 'гʀ',
  s: 'ѕꜱ',
  t: 'тτᴛ',
  u: 'υцᴜ',
  v: 'νѵᴠ',
  w: 'ԝωᴡ',
  x: 'хχ',
  y: 'уγʏ',
  z: 'ᴢ',
};
const LOOKS_LIKE: ReadonlyMap<string, number> = new Map(
  Object.entries(LOOKALIKES).flatMap(([letter, others]) =>
    Array.from(others, (other) => [other, index(letter)]),
  ),
);

/** First code points of alphabets that have no compatibility form: flags, white on black, invisible tags. */
const ALPHABETS = [0x1_f1_e6, 0x1_f1_50, 0x1_f1_70, 0xe_00_41, 0xe_00_61];

const UNSEEN = /^[\p{DI}\p{Mn}\p{Me}\uFFF9-\uFFFB]$/u;

/** What was found out about characters outside of ASCII; texts repeat few of them. */
const known = new Map<number, number>();
const MOST_KNOWN = 4096;

/**
 * A character as the Latin letter that a reader takes it for: 0 to 25 for a to z in any case, width, style or
 * script; else `SEPARATOR` or `INVISIBLE`.
 */
export function letterOf(codePoint: number): number {
  if (codePoint < ASCII_END) return asciiLetter(codePoint);
  if (isIdeograph(codePoint)) return SEPARATOR;
  const before = known.get(codePoint);
  if (before !== undefined) return before;
  const letter = foldedLetter(codePoint);
  if (known.size < MOST_KNOWN) known.set(codePoint, letter);
  return letter;
}

/** Chinese and Korean, most of what answers are written in. */
export function isIdeograph(codePoint: number): boolean {
  return (codePoint >= 0x3400 && codePoint < 0xa000) || (codePoint >= 0xac00 && codePoint < 0xd7a4);
}

function asciiLetter(codePoint: number): number {
  const letter = (codePoint | 0x20) - 0x61;
  return codePoint >= 0x41 && letter >= 0 && letter < 26 ? letter : SEPARATOR;
}

function foldedLetter(codePoint: number): number {
  const first = ALPHABETS.find((begin) => codePoint >= begin && codePoint < begin + 26);
  if (first !== undefined) return codePoint - first;
  const character = String.fromCodePoint(codePoint);
  if (UNSEEN.test(character)) return INVISIBLE;
  const plain = character.normalize('NFKD').toLowerCase();
  const letter = asciiLetter(plain.codePointAt(0) ?? 0);
  // A number in a circle or a bracket is none, and the sign for kilograms is not a k.
  if (letter !== SEPARATOR) return plain.replace(/\p{M}/gu, '').length === 1 ? letter : SEPARATOR;
  const bracketed = /^\(([a-z])\)$/.exec(plain)?.[1];
  return bracketed === undefined ? (LOOKS_LIKE.get(plain.charAt(0)) ?? SEPARATOR) : index(bracketed);
}

function index(letter: string): number {
  return letter.charCodeAt(0) - 0x61;
}
