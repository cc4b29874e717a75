const WORD = /[A-Za-z0-9_]/;
/** Far longer than any of the words below. */
const WORD_REACH = 12;

/**
 * Whether a number may begin there. One that touches letters belongs to a name, an order or a checksum, unless
 * the letters are one of `words`, as in `tel13812345678` and `tel_13812345678`.
 */
export function mayBegin(text: string, at: number, words: RegExp): boolean {
  if (!WORD.test(text.charAt(at - 1))) return true;
  const before = text.slice(Math.max(0, at - WORD_REACH), at);
  const [word = '', letters = ''] = /([A-Za-z]*)_?$/.exec(before) ?? [];
  if (word.length === WORD_REACH) return false;
  return words.test(letters) && !WORD.test(text.charAt(at - word.length - 1));
}

/** Whether a number may end there: before nothing that goes on as one word with it. */
export function mayEnd(text: string, end: number): boolean {
  return !WORD.test(text.charAt(end));
}

/**
 * What tells that a number before it counts or measures something. Some also begin words and names that follow a
 * phone: 个人, 万先生.
 */
const UNIT =
  /^\s{0,2}(?:元(?!先生|女士|总)|块|万(?!先生|女士|总|科|达|一)|亿|个(?!人|体)|件|次|吨|公斤|千克|斤|秒|毫秒|字节|美元|欧元|人民币|(?:kg|km|ms|bytes?|[kmg]i?b|tokens?|rmb|cny|usd|eur|hkd)(?![A-Za-z0-9_]))/i;
/** Of a unit and the words by which it is told from others. */
const UNIT_REACH = 12;

/** Whether a unit follows: 元, 个, kg and the like. */
export function hasUnit(text: string, end: number): boolean {
  return UNIT.test(text.slice(end, end + UNIT_REACH));
}
