export type Language = 'zh' | 'en';

const HAN = /\p{Script=Han}/gu;
const LATIN_WORD = /[A-Za-z]+/g;

/** One word of Chinese takes about this many characters. */
const HAN_PER_WORD = 1.7;

/** Which of the two languages to answer in: the one most words are of; English where there are no words. */
export function languageOf(text: string): Language {
  const han = text.match(HAN)?.length ?? 0;
  const latin = text.match(LATIN_WORD)?.length ?? 0;
  return han / HAN_PER_WORD > latin / 2 ? 'zh' : 'en';
}

export function hasHan(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}
