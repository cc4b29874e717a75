const HAN = /\p{Script=Han}/gu;
const LATIN_WORD = /[A-Za-z]+/g;

/** Whether people who wrote this expect Chinese back: at least as many Han characters as Latin words. */
export function isChinese(text: string): boolean {
  const han = text.match(HAN)?.length ?? 0;
  return han > 0 && han >= (text.match(LATIN_WORD)?.length ?? 0);
}
