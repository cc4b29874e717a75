import { type JsonBlock, jsonBlocks } from './json-blocks.js';

/** Code units at the head of a block that tell whether it is JSON. */
const HEAD = 200;

/** A list of texts or objects, or an object with a key; its end may not have come yet. */
const LOOKS_LIKE_JSON =
  /^(?:\{\s{0,99}(?:$|\\?["'“‘]|[\p{L}\p{N}_$-]{1,60}\s{0,9}(?:[:：]|$))|\[\s{0,99}(?:$|\\?["'“‘]|[{[]))/u;
const EMPTY = /^(?:\{\s{0,99}\}|\[\s{0,99}\])$/;
const FENCES = /^[^\S\n]{0,9}(?:`{3,}|~{3,})[^\S\n]{0,9}\w{0,20}[^\S\n]{0,9}$/gm;
/** What may stand before JSON that is the whole answer. */
const LEAD = /^(?:json|[^\n]{0,200}[:：])$/i;

/**
 * Whether a text that should have been plain is JSON instead: it begins with it, or most of it is, whatever
 * the model says around it. JSON in the middle of an explanation is a part of that.
 * @param key what the object of such an answer is known to have, however little of the text it is
 */
export function isJsonInstead(text: string, key: string): boolean {
  const plain = text.replace(FENCES, '').trim();
  if (EMPTY.test(plain)) return true;
  const blocks = jsonLike(plain);
  const [first] = blocks;
  if (first === undefined) return false;
  if (blocks.some((block) => hasKey(block, key))) return true;
  const lead = plain.slice(0, first.start).trim();
  if (lead === '') return true;
  const json = blocks.reduce((length, block) => length + block.text.length, 0);
  return json >= plain.length - json - (LEAD.test(lead) ? first.start : 0);
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

function hasKey(block: JsonBlock, key: string): boolean {
  const head = /^\{\s{0,99}\\?["'“‘]?([\p{L}\p{N}_]{1,60})\\?["'”’]?\s{0,9}[:：]/u.exec(
    block.text.slice(0, HEAD),
  );
  return head?.[1]?.toLowerCase() === key;
}
