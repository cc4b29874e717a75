import { normaliseText } from '../common/text/normalise.js';
import { withoutTemplate, withoutTemplateTokens } from './chat-template.js';
import { cleanAroundJson } from './json-shield.js';
import { withoutThinking, withoutThinkingWithin } from './thinking.js';
import { withoutToolCalls } from './tool-calls.js';

/**
 * Code units of an answer that are read; far more than any token limit gives. It bounds the time that a
 * model gone wild can cost.
 */
export const MAX_READ = 200_000;

/**
 * A model's text as every reading of it begins: well-formed, without invisible characters, and without
 * what the model only thought, what it called tools with, or what its chat template added.
 */
export function cleanAnswer(text: string): string {
  const normal = normaliseText(text.slice(0, MAX_READ));
  return cleanAroundJson(normal, cleanText, cleanString).trim();
}

function cleanText(text: string): string {
  return withoutTemplate(withoutToolCalls(withoutThinking(text)));
}

/** A value may speak of a mark, so what stands around one stays. */
function cleanString(text: string): string {
  return withoutTemplateTokens(withoutToolCalls(withoutThinkingWithin(text)));
}
