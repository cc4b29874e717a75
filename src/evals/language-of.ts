import { detect } from 'tinyld/heavy';
import { LANGUAGES, type Language } from '../config/eval.js';

/**
 * The language that most of a text is in, of those that an eval may name; undefined where it says too little, such as
 * one word. Traditional and simplified characters are both `zh`.
 */
export function languageOf(text: string): Language | undefined {
  const code = detect(text, { only: [...LANGUAGES] });
  return LANGUAGES.find((language) => language === code);
}
