import { type JsonBlock, jsonBlocks } from './json-blocks.js';

/** Code units at the head of a block that tell whether it is JSON. */
const HEAD = 200;

/** A list of texts or objects, or an object with a key; its end may not have come yet. */
const LOOKS_LIKE_JSON =
  /^(?:\{\s{0,99}(?:$|\\?["'“‘]|[\p{L}\p{N}_$-]{1,60}\s{0,9}(?:[:：]|$))|\[\s{0,99}(?:$|\\?["'“‘]|[{[]))/u;
const EMPTY = /^(?:\{\s{0,99}\}|\[\s{0,99}\])$/;
/** The first key, with texts or a list under it, or nothing yet. */
const KEY =
  /^\{\s{0,99}\\?["'“‘]?([\p{L}\p{N}_ -]{1,60})\\?["'”’]?\s{0,9}[:：]\s{0,99}(?:$|\\?["'“‘[{]|null)/u;
const FENCES = /^[^\S\n]{0,9}(?:`{3,}|~{3,})[^\S\n]{0,9}\w{0,20}[^\S\n]{0,9}$/gm;
/** Words that announce JSON as the answer; others before it explain what it is. */
const ANNOUNCES = new RegExp(
  [
    String.raw`^(?:(?:sure|ok|okay|certainly|好的|当然)[,，.!。！]?\s{0,3})?`,
    String.raw`(?:json|(?:here(?:'s|’s| is| are)?|以下是|下面是|这是)?\s?(?:(?:the|my|your)\s)?`,
    String.raw`(?:json\s?)?(?:answer|reply|response|output|result|回复|回答|答复|答案)?\s?[:：])$`,
  ].join(''),
  'i',
);
const ENDS_IN_COLON = /[:：]$/;
/** A remark before the answer, such as "Sure!", has no more code units. */
const SHORT_LEAD = 20;
/** A sentence goes on with a small letter; a greeting behind the answer begins with a capital one. */
const GOES_ON = /^\s{0,9}[,，]?\s{0,9}(?:\p{Ll}|\p{Script=Han})/u;

/**
 * Whether a text that should have been plain is JSON instead, whatever the model says around it: most of it
 * is, or it has a key that such an answer has. JSON that is explained or written within a sentence is a part
 * of the text.
 * @param keys in lower case; the first is what the object is known to have, however little of the text it is
 */
export function isJsonInstead(text: string, keys: readonly string[]): boolean {
  const plain = text.replace(FENCES, '').trim();
  if (EMPTY.test(plain)) return true;
  const blocks = jsonLike(plain);
  const [first] = blocks;
  if (first === undefined) return false;
  if (blocks.some((block) => isAnswerUnder(keys.slice(0, 1), plain, block))) return true;
  return outweighs(plain, blocks, first, isAnswerUnder(keys, plain, first));
}

/** @param known the first block has a key of an answer */
function outweighs(plain: string, blocks: readonly JsonBlock[], first: JsonBlock, known: boolean): boolean {
  const lead = plain.slice(0, first.start).trim();
  if (lead === '' && isRemark(plain, first)) return false;
  const json = blocks.reduce((length, block) => length + block.text.length, 0);
  const behind = plain.length - json - first.start;
  if (lead === '' || ANNOUNCES.test(lead)) return known || json >= behind;
  if (ENDS_IN_COLON.test(lead)) return known && json >= behind;
  return (known || lead.length <= SHORT_LEAD) && json >= plain.length - json;
}

/** `["Me"] is the tab …`: a list that a sentence goes on behind. */
function isRemark(text: string, block: JsonBlock): boolean {
  return block.text.startsWith('[') && goesOn(text, block);
}

/** Whether an object has one of the keys with an answer under it, and no sentence goes on behind it. */
function isAnswerUnder(keys: readonly string[], text: string, block: JsonBlock): boolean {
  const [, key] = KEY.exec(block.text.slice(0, HEAD)) ?? [];
  return key !== undefined && keys.includes(comparable(key)) && !goesOn(text, block);
}

function goesOn(text: string, { start, text: block }: JsonBlock): boolean {
  const [line = ''] = text.slice(start + block.length, start + block.length + HEAD).split('\n');
  return GOES_ON.test(line);
}

function comparable(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, '');
}

/** The blocks that look like JSON, in their order, none within another. */
function jsonLike(text: string): JsonBlock[] {
  const found: JsonBlock[] = [];
  let end = 0;
  for (const block of jsonBlocks(text).toSorted((a, b) => a.start - b.start)) {
    if (block.start < end || !looksLikeJson(text, block)) continue;
    found.push(block);
    end = block.start + block.text.length;
  }
  return found;
}

/** `["Help"](https://…)` is a link. */
function looksLikeJson(text: string, { start, text: block }: JsonBlock): boolean {
  return LOOKS_LIKE_JSON.test(block.slice(0, HEAD)) && text.charAt(start + block.length) !== '(';
}
