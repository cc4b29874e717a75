/*
 * Calls of tools that a server should have taken out of a model's text, and does not always. What they hold
 * is for a program: nothing of it is said to the user.
 */

/** `<tool_call>…</tool_call>` and its like; not in backticks, where an answer speaks of one. */
const NAMES =
  '(?:tool|function)_(?:calls?|code|use|outputs?|responses?|results?)|use_tool|invoke|function(?==)';
const TAG = new RegExp(
  [
    String.raw`(?<!\`)<(?<element>\/?)(?:[a-z]{1,20}:)?(?:${NAMES}|function(?=>))(?:[\s=][^<>]{0,300})?>`,
    String.raw`<[|｜]tool[_▁](?:calls?|outputs?)(?:[_▁]section)?[_▁](?:begin|start|(?<token>end))[|｜]>`,
    String.raw`\[(?<bracket>\/?)(?:TOOL_RESULTS|AVAILABLE_TOOLS)\]`,
  ].join('|'),
  'gi',
);
/** Behind these there are only calls. */
const TO_THE_END = /\[TOOL_CALLS\]|<\|python_tag\|>|<\|tool_calls?\|>/;
/** A tag that is still being written. */
const HALF_TAG =
  /(?:(?<!`)<\/?(?:[a-z]{1,20}:)?(?:tool_|function_|function=|invoke )[^<>]{0,300}|<tool|\[TOOL_?[A-Z]{0,7})$/;

/** A text without its calls of tools; one that was cut off goes on to the end. */
export function withoutToolCalls(text: string): string {
  let said = '';
  let depth = 0;
  let from = 0;
  const end = text.search(TO_THE_END);
  const rest = end === -1 ? text : text.slice(0, end);
  for (const tag of rest.matchAll(TAG)) {
    const { element, token, bracket } = tag.groups ?? {};
    if (depth === 0) said += rest.slice(from, tag.index);
    const closes = [element, token, bracket].some((mark) => Boolean(mark));
    depth = closes ? Math.max(0, depth - 1) : depth + 1;
    from = tag.index + tag[0].length;
  }
  return (depth === 0 ? said + rest.slice(from) : said).replace(HALF_TAG, '');
}
