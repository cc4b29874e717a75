import { createHmac } from 'node:crypto';

const DOMAIN = 'miniask/prompt-mark/1';
/** 26^24 marks are more than 2^112. */
const LETTERS = 24;
const ALPHABET = 26n;
const LETTER_A = 0x61;

/**
 * The mark of a profile's prompt, by which it is known in an answer: letters that nobody can guess or find
 * without the key, and the same in every process that has it, so that the same ask gives the same messages.
 * Letters alone, because whatever a model is talked into putting between them can then be passed over.
 */
export function promptMark(profileDigest: string, key: string): string {
  const bytes = createHmac('sha256', key)
    .update(JSON.stringify([DOMAIN, profileDigest]))
    .digest();
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let mark = '';
  while (mark.length < LETTERS) {
    mark += String.fromCharCode(LETTER_A + Number(rest % ALPHABET));
    rest /= ALPHABET;
  }
  return mark;
}
