/*
 * Tokens of chat templates that a server should have taken out of a model's text, and does not always.
 */

/** Where the answer begins in a text of channels (`harmony`); the others hold thoughts and calls of tools. */
const FINAL = /final\s{0,5}<\|message\|>/gi;
const CHANNEL = '<|channel|>';

/** Behind these another message begins, which is none of this answer. */
const END = new RegExp(
  [
    String.raw`<\|(?:im_end|end|eot_id|eot|eom_id|end_of_text|endoftext|end_of_turn|return|call|user|system)\|>`,
    String.raw`(?:<\|(?:im_start|start|start_header_id)\|>|<start_of_turn>)\s{0,3}(?:user|system)`,
    String.raw`<(?:end_of_turn|eos)>`,
    String.raw`<[|｜]end[▁_]of[▁_]sentence[|｜]>`,
  ].join('|'),
  'i',
);
const ROLE =
  /(?:<\|(?:im_start|start)\|>|<start_of_turn>)\s{0,3}(?:assistant|model)?|<\|start_header_id\|>[^<|]{0,20}<\|end_header_id\|>/gi;
const TOKEN = /<[|｜][^<>|｜\n]{1,40}[|｜]>|\[\/?INST\]|<<\/?SYS>>|<(?:bos|pad|unk)>/gi;
/** A token, or the end of an element, that is still being written. */
const HALF_TOKEN = /<(?:[|｜][\w▁]{0,40}|\/[a-z_]{0,20})$/i;

/** OpenClaw's models say so which message they reply to; half of one is still being written. */
const REPLY_TAG =
  /\[\[\s{0,3}reply_to(?:_current|\s{0,3}:[^[\]\n]{1,200})\s{0,3}\]\]\s{0,9}|\[\[\s{0,3}(?:r(?:e(?:p(?:ly?)?)?)?|reply_t?|reply_to[^[\]\n]{0,200}\]?)?$/gi;

const ANSWER_OPENING = /^[^\S\n]{0,9}<(answer|final_answer|response)>/gim;
const ANSWER_TAG = /<\/?(?:answer|final_answer|response)>[^\S\n]{0,9}$/gim;

/** A text without the tokens of a chat template, and only the message that they delimit as the answer. */
export function withoutTemplate(text: string): string {
  if (!text.includes('<') && !text.includes('[')) return text;
  const message = finalMessage(text);
  const said = message
    .split(END)
    .map(withoutTokens)
    .find((part) => part.trim() !== '');
  return said === undefined ? '' : withinAnswer(said);
}

function finalMessage(text: string): string {
  const final = [...text.matchAll(FINAL)].at(-1);
  if (final !== undefined) return text.slice(final.index + final[0].length);
  return text.includes(CHANNEL) ? '' : text;
}

/** A text with all that stands around the tokens. */
export function withoutTemplateTokens(text: string): string {
  return text.replace(ROLE, '').replace(TOKEN, '').replace(REPLY_TAG, '');
}

function withoutTokens(text: string): string {
  return withoutTemplateTokens(text).replace(HALF_TOKEN, '');
}

/** `<answer>` is no HTML: it says where the thoughts end. */
function withinAnswer(text: string): string {
  const opening = [...text.matchAll(ANSWER_OPENING)].at(-1);
  if (opening === undefined) return text.replace(ANSWER_TAG, '');
  const said = text.slice(opening.index + opening[0].length);
  const end = said.indexOf(`</${opening[1] ?? ''}>`);
  return end === -1 ? said : said.slice(0, end);
}
