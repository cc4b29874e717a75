import { PluginError } from './plugin-error.js';

/**
 * With these words OpenClaw 2026.9.6 keeps a model's tool calls back, whole answer and all, because a
 * name is missing or arguments are no JSON object. It has the same list, as
 * `PRE_DISPATCH_TOOL_CALL_REJECTION_MESSAGES`; the first is what OpenAI-compatible providers lead to,
 * and the live tests of this repository hold it.
 */
const WORDS: ReadonlySet<string> = new Set([
  'Provider returned an incomplete or malformed tool call',
  'Provider completed tool call with malformed JSON arguments',
  'Provider completed stream with an incomplete tool call',
  'Mistral completed tool call has invalid JSON arguments',
  'Responses stream completed tool call with invalid JSON arguments',
]);

/** @param text an error in the words of OpenClaw */
export function saysInvalidToolCall(text: string): boolean {
  return WORDS.has(text);
}

/** For a call that cannot be handed over to the caller, who could have told the model what is wrong with it. */
export function invalidToolCall(): PluginError {
  return new PluginError(
    'invalid_tool_call',
    'The model called a tool without a name, or with arguments that are no JSON object.',
  );
}
