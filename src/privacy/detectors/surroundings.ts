const WORD = /[A-Za-z0-9_]/;
/** Far longer than any of the words below. */
const WORD_REACH = 12;

/**
 * Whether a number may begin there. One that touches letters belongs to a name, an order or a checksum, unless
 * the letters are one of `words`, as in `tel13812345678`.
 */
export function mayBegin(text: string, at: number, words: RegExp): boolean {
  if (!WORD.test(text.charAt(at - 1))) return true;
  const before = text.slice(Math.max(0, at - WORD_REACH), at);
  const [letters = ''] = /[A-Za-z]*$/.exec(before) ?? [];
  if (letters.length === WORD_REACH) return false;
  return words.test(letters) && !WORD.test(text.charAt(at - letters.length - 1));
}

/** Whether a number may end there: before nothing that goes on as one word with it. */
export function mayEnd(text: string, end: number): boolean {
  return !WORD.test(text.charAt(end));
}
