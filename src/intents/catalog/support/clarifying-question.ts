import { splitSentences } from '../../../common/text/sentences.js';

const IS_QUESTION = /[?？][”’"'」』》）)\]】]*$/;
const TO_THE_USER = /您|你|请问|\byou(?:r|'re|’re)?\b|\b(?:could|can|would|may) (?:i|we)\b/i;

/**
 * The question that a reply leaves the user with: its last sentence, or the one before when that
 * addresses the user (`Which phone do you use? Thank you!`). Others are rhetoric.
 */
export function clarifyingQuestion(reply: string): string | null {
  const sentences = splitSentences(reply);
  const last = sentences.at(-1) ?? '';
  if (IS_QUESTION.test(last)) return last;
  const before = sentences.at(-2) ?? '';
  return IS_QUESTION.test(before) && TO_THE_USER.test(before) ? before : null;
}
