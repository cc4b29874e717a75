import { normaliseText } from '../common/text/normalise.js';
import { withoutEntities, withoutHtml } from './html.js';

/*
 * A Mini Program's <text> shows Markdown and HTML as they are written, so they become plain text here.
 * Quantifiers are bounded, because a model's answer may be hostile and none may cost quadratic time.
 */

/** Without any of these a text is plain already, which most answers are. */
const MARKUP = /[<&*_`~[\]\\|]|^\s{0,9}[-+#>]/m;

const FENCE = /^\s*(?:`{3,}[^`]*|~{3,}[^~]*)$/;
/** Fences around what is no code. */
const PROSE_FENCE = /^\s*(?:`{3,}|~{3,})\s*(?:html|markdown|md|text|txt|plain|plaintext)\s*$/i;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;
const TABLE_RULE = /^[\s:|-]+$/;
const TABLE_ROW = /^\s*\|(.*)\|\s*$/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*)$/;
const QUOTE = /^\s{0,3}(?:>\s?)+/;
const LIST_ITEM = /^(\s*)[-*+]\s+(?:\[[ xX]\]\s+)?/;

const IMAGE = /!\[([^[\]\n]{0,300})\]\([^()\s]{0,500}\)/g;
/** An address may hold one pair of parentheses, as `javascript:alert(1)` does. */
const LINK = /\[([^[\]\n]{1,300})\]\(([^()\s]{0,500}(?:\([^()\s]{0,100}\)[^()\s]{0,100})?)\)/g;
/** Addresses that a reader may be shown; `javascript:` is none. */
const SAFE_ADDRESS = /^(?:https?:\/\/|mailto:|tel:)/i;
/** A tag that the text speaks of: its name is what can be said of it. */
const CODE_TAG = /`<\/?([a-z][\w-]{0,40})[^<>`\n]{0,300}>`/gi;
const CODE = /`{1,3}([^`\n]{1,1000})`{1,3}/g;
const STRONG = /(?<!\\)\*{2,3}(?=\S)([^*\n]{1,1000})\*{2,3}/g;
const STRONG_LOW = /(?<!\w)__(?=\S)([^_\n]{1,1000})__(?!\w)/g;
/** Not between Latin letters or digits, where a star multiplies and an underscore joins. */
const EMPHASIS = /(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,1000})\*(?![\w*])/g;
const EMPHASIS_LOW = /(?<![\w\\])_(?=[^\s_])([^_\n]{1,1000})_(?!\w)/g;
const STRUCK = /~~(?=\S)([^~\n]{1,1000})~~/g;
const STRAY_STRONG = /(?<![\w*\\])\*\*(?!\*)|(?<!\*)\*\*(?![\w*])/g;
const ESCAPED = /\\([\\`*_{}[\]()#+.!~>|-])/g;

/** Markdown and HTML as the text that they would show, line by line; code keeps its lines as they are. */
export function toPlainText(markdown: string): string {
  const text = normaliseText(markdown);
  const shown = MARKUP.test(text) ? partsOf(text).map(shownPart).join('\n') : text;
  return shown
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The same on one line, whatever it was written on: for a bullet, a title, a value. */
export function plainLine(markdown: string): string {
  const text = normaliseText(markdown);
  const shown = MARKUP.test(text) ? shownLine(text) : text;
  return shown.replace(/\s+/g, ' ').trim();
}

/** The heading's words, when the line is a Markdown heading. */
export function headingText(line: string): string | undefined {
  return HEADING.exec(line)?.[1]?.trimEnd().replace(/\s#+$/, '');
}

/** Lines that carry no words: rules and the borders of code and tables. */
export function isDecoration(line: string): boolean {
  return FENCE.test(line) || RULE.test(line) || isTableRule(line);
}

/** The line below a table's header. */
export function isTableRule(line: string): boolean {
  return line.includes('|') && line.includes('-') && TABLE_RULE.test(line);
}

interface Part {
  readonly code: boolean;
  readonly text: string;
}

/** A text in turns of prose and code, without the fences between them. */
function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let lines: string[] = [];
  let code = false;
  let fenced = false;
  const close = (): void => {
    if (lines.length > 0) parts.push({ code, text: lines.join('\n') });
    lines = [];
  };
  for (const line of text.split('\n')) {
    if (!FENCE.test(line)) {
      lines.push(line);
      continue;
    }
    close();
    fenced = !fenced;
    code = fenced && !PROSE_FENCE.test(line);
  }
  close();
  return parts;
}

function shownPart({ code, text }: Part): string {
  if (code) return text;
  const lines = withoutHtml(text.replace(CODE_TAG, '`$1`'), 'blocks').split('\n');
  const words = lines.filter((line) => !RULE.test(line) && !isTableRule(line)).map(plainBlock);
  return withoutEntities(withoutMarkdown(words.join('\n')));
}

function shownLine(text: string): string {
  const lines = withoutHtml(text.replace(CODE_TAG, '`$1`'), 'line').split('\n');
  const words = lines.filter((line) => !FENCE.test(line)).map((line) => headingText(line) ?? line);
  return withoutEntities(withoutMarkdown(words.join('\n')));
}

/** A block's lines without what marks it; emphasis and links within them stay. */
function plainBlock(line: string): string {
  const unquoted = line.replace(QUOTE, '');
  const cells = TABLE_ROW.exec(unquoted)?.[1];
  if (cells !== undefined)
    return cells
      .split('|')
      .map((cell) => cell.trim())
      .join(' | ');
  return headingText(unquoted) ?? unquoted.replace(LIST_ITEM, '$1• ');
}

/** Images, links, code and emphasis as their words; none of them goes over a line end. */
function withoutMarkdown(text: string): string {
  return text
    .replace(IMAGE, '$1')
    .replace(LINK, (_, label: string, address: string) => linkText(label, address))
    .replace(CODE, '$1')
    .replace(STRONG, '$1')
    .replace(STRONG_LOW, '$1')
    .replace(EMPHASIS, '$1')
    .replace(EMPHASIS_LOW, '$1')
    .replace(STRUCK, '$1')
    .replace(STRAY_STRONG, '')
    .replace(ESCAPED, '$1');
}

/** An address that nobody can tap still tells where to go; it is not said twice. */
function linkText(label: string, address: string): string {
  const says = SAFE_ADDRESS.test(address) && address !== label;
  return says ? `${label} (${address})` : label;
}
