/**
 * What chat templates set messages apart with: ChatML, Llama, Mistral, Gemma, DeepSeek and their kin. Some
 * servers of models take them for what they mean also where they stand in the text of a message.
 */
const TOKENS = new RegExp(
  [
    String.raw`<(?=[|｜][^<>|｜\n]{1,40}[|｜]>)`,
    String.raw`<(?=\/?(?:start_of_turn|end_of_turn|bos|eos|s|think|tool_call|tool_response|tool_result)>)`,
    String.raw`<(?=<\/?SYS>>)`,
    String.raw`\[(?=\/?(?:INST|SYSTEM_PROMPT|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS)\])`,
  ].join('|'),
  'gi',
);

/** A text in which such a token is only the words that people read: a space stands behind its first bracket. */
export function disarmedTokens(text: string): string {
  return text.replace(TOKENS, '$& ');
}
