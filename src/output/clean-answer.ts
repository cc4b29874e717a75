import { normaliseText } from '../common/text/normalise.js';
import { withoutTemplate } from './chat-template.js';

/**
 * Code units of an answer that are read; far more than any token limit gives. It bounds the time that a
 * model gone wild can cost.
 */
const MAX_READ = 200_000;

const THINKING_TAG = /<(\/?)(?:think|thinking|thought|reasoning)>/gi;

/**
 * A model's text as every reading of it begins: well-formed, without invisible characters, and without
 * what the model only thought or its chat template added.
 */
export function cleanAnswer(text: string): string {
  return withoutTemplate(withoutThinking(normaliseText(text.slice(0, MAX_READ)))).trim();
}

/**
 * Some chat templates open the thinking themselves, so that only its end is seen; and a model that was
 * cut off while thinking never closes it. Neither kind of thinking is an answer.
 */
function withoutThinking(text: string): string {
  let said = '';
  let depth = 0;
  let from = 0;
  for (const tag of text.matchAll(THINKING_TAG)) {
    const closes = tag[1] === '/';
    if (depth === 0) said = closes ? '' : said + text.slice(from, tag.index);
    depth = closes ? Math.max(0, depth - 1) : depth + 1;
    from = tag.index + tag[0].length;
  }
  return depth === 0 ? said + text.slice(from) : said;
}
