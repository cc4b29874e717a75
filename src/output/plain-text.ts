/*
 * A Mini Program's <text> shows Markdown and HTML as they are written, so they become plain text here.
 * Quantifiers are bounded, because a model's answer may be hostile and none may cost quadratic time.
 */

const FENCE = /^\s*(?:```|~~~)/;
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
const CODE = /`{1,3}([^`\n]{1,1000})`{1,3}/g;
const STRONG = /(?<!\\)\*{2,3}(?=\S)([^*\n]{1,1000})\*{2,3}/g;
const STRONG_LOW = /(?<!\w)__(?=\S)([^_\n]{1,1000})__(?!\w)/g;
/** Not between Latin letters or digits, where a star multiplies and an underscore joins. */
const EMPHASIS = /(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,1000})\*(?![\w*])/g;
const EMPHASIS_LOW = /(?<![\w\\])_(?=[^\s_])([^_\n]{1,1000})_(?!\w)/g;
const STRUCK = /~~(?=\S)([^~\n]{1,1000})~~/g;
const STRAY_STRONG = /(?<![\w*\\])\*\*(?!\*)|(?<!\*)\*\*(?![\w*])/g;
const LINE_BREAK = /<br\s{0,5}\/?>/gi;
/** Elements whose content is no text either. */
const UNREADABLE = /<(script|style)\b[^<>]{0,300}>[^<]{0,2000}<\/\1\s{0,5}>/gi;
/** Formatting, active content, and the `data` that delimits what the model was given. */
const TAG =
  /<\/?(?:a|b|blockquote|code|data|div|em|embed|font|h[1-6]|hr|i|iframe|img|li|object|ol|p|pre|s|script|span|strong|style|sub|sup|svg|table|tbody|td|text|th|thead|tr|u|ul)(?:\s[^<>]{0,300})?\/?>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
};

/** Markdown and HTML as the text that they would show, line by line; code keeps its lines as they are. */
export function toPlainText(markdown: string): string {
  const lines: string[] = [];
  let inCode = false;
  for (const line of markdown.split('\n')) {
    if (FENCE.test(line)) inCode = !inCode;
    else if (inCode) lines.push(line);
    else if (!RULE.test(line) && !isTableRule(line)) lines.push(inlinePlainText(plainBlock(line)));
  }
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The same for a piece of one line: a bullet, a title, a cell. */
export function inlinePlainText(markdown: string): string {
  return markdown
    .replace(LINE_BREAK, '\n')
    .replace(UNREADABLE, '')
    .replace(TAG, '')
    .replace(IMAGE, '$1')
    .replace(LINK, (_, label: string, address: string) => linkText(label, address))
    .replace(CODE, '$1')
    .replace(STRONG, '$1')
    .replace(STRONG_LOW, '$1')
    .replace(EMPHASIS, '$1')
    .replace(EMPHASIS_LOW, '$1')
    .replace(STRUCK, '$1')
    .replace(STRAY_STRONG, '')
    .replace(/\\([\\`*_{}[\]()#+.!~>|-])/g, '$1')
    .replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** The heading's words, when the line is a Markdown heading. */
export function headingText(line: string): string | undefined {
  return HEADING.exec(line)?.[1]?.trimEnd().replace(/\s#+$/, '');
}

/** Lines that carry no words: rules and the borders of code and tables. */
export function isDecoration(line: string): boolean {
  return FENCE.test(line) || RULE.test(line) || isTableRule(line);
}

function isTableRule(line: string): boolean {
  return line.includes('|') && line.includes('--') && TABLE_RULE.test(line);
}

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

/** An address that nobody can tap still tells where to go; it is not said twice. */
function linkText(label: string, address: string): string {
  const says = SAFE_ADDRESS.test(address) && address !== label;
  return says ? `${label} (${address})` : label;
}
