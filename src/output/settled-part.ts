import { normaliseText } from '../common/text/normalise.js';
import { MAX_READ } from './clean-answer.js';
import { beginsAsChannel } from './thinking.js';

/**
 * What may decide about a text from its beginning to its end: tags, tokens of templates, calls of tools,
 * JSON, code, and entities that may spell a tag. A bracket is JSON only before what JSON has there, and a fence
 * may be half a fence yet.
 */
const DECIDES_ALL = new RegExp(
  [
    '[<◁{]',
    String.raw`^\s{0,99}(?:\x60{3}|~{3}|(?:\x60{1,2}|~{1,2})(?![^]))`,
    String.raw`\[(?:\/?(?:TOOL|THINK|INST|AVAILABLE)|\s{0,99}(?:["'“‘\\[{]|(?![^])))`,
    '&(?:lt;|#)',
  ].join('|'),
  'im',
);
const HALF_PAIR = /[\uD800-\uDBFF]$/;

/**
 * The beginning of a model's text that is nothing but what it says, normalised as `cleanAnswer` does: what is
 * still to come can hardly make thoughts, JSON or a tag of it. Its last line is mostly unfinished.
 */
export function settledPart(text: string): string {
  const normal = normaliseText(text.slice(0, MAX_READ).replace(HALF_PAIR, ''));
  if (beginsAsChannel(normal)) return '';
  const end = normal.search(DECIDES_ALL);
  return end === -1 ? normal : normal.slice(0, end);
}
