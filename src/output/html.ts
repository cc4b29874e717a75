import { decodeHTMLStrict } from 'entities';
import { normaliseText } from '../common/text/normalise.js';
import { closedNames, wordsInBrackets } from './html-words.js';

/*
 * HTML in a model's text. It is no document: tags are unbalanced, cut off, or no tags at all (`a < b`),
 * so it is not parsed but read tag by tag. What stands between `<` and `>` holds neither, so each
 * pattern looks at a character a bounded number of times.
 */

/** `<!…>`, `<?…>` and elements of any name; but `a <b and c> d` compares, and `<b and c>` would change nothing. */
const TAG = /<(?:[!?][a-z[]|\/?(?![a-z]\s+[^<>="'\s/][^<>="']*>)[a-z][\w:.-]*(?=[\s/>]))[^<>]*>/gi;
const AUTOLINK = /<((?:https?:\/\/|mailto:|tel:)[^\s<>]{1,500}|[^\s<>@]{1,64}@[^\s<>@]{1,255})>/gi;
const LINE_BREAK = /<br\s{0,5}\/?>\n?/gi;
const UNREADABLE = /<!--|<(script|style|template|head)(?=[\s/>])[^<>]*>/gi;

/** Control characters, which no text has here, as what a tag does to the layout until all are known. */
const MARK = {
  line: '\u0001',
  paragraph: '\u0002',
  item: '\u0003',
  cell: '\u0004',
  row: '\u0005',
  rowEnd: '\u0006',
};
// oxlint-disable-next-line no-control-regex -- the marks above
const MARKS = /\s{0,50}[\u0001-\u0006][\s\u0001-\u0006]*/g;

const LINES =
  'address article aside body center dd details dialog div dl dt fieldset figcaption figure footer form header hr ' +
  'html legend li main menu nav option pre section summary tbody tfoot thead title view scroll-view swiper-item';
const PARAGRAPHS = 'p blockquote ol ul table h1 h2 h3 h4 h5 h6';
/** By the names of tags, `/` before those that close. What is not among them stands within a line. */
const LAYOUT: ReadonlyMap<string, string> = new Map([
  ...LINES.split(' ').flatMap((name) => [name, `/${name}`].map((key) => [key, MARK.line] as const)),
  ...PARAGRAPHS.split(' ').flatMap((name) => [name, `/${name}`].map((key) => [key, MARK.paragraph] as const)),
  ['li', MARK.item],
  ['tr', MARK.row],
  ['/tr', MARK.rowEnd],
  ['td', MARK.cell],
  ['th', MARK.cell],
]);

/** Rounds in which tags that only appear when others are gone are still read as what they say. */
const MAX_ROUNDS = 3;

/**
 * A text without its tags, comments, scripts and styles, but with words in angle brackets, laid out as the elements would be: in `blocks` with
 * line ends and the Markdown of lists, headings and tables; in a `line` with spaces. Markdown and entities
 * stay as they are.
 */
export function withoutHtml(text: string, layout: 'blocks' | 'line'): string {
  if (!text.includes('<')) return text;
  const words = withoutUnreadable(text).replace(AUTOLINK, '$1').replace(LINE_BREAK, '\n');
  return layout === 'line'
    ? untilStable(words, markOf).replace(MARKS, ' ')
    : untilStable(words, blockOf).replace(MARKS, layoutOf);
}

const ENTITY = /&#?[a-z\d]{1,40};/gi;

/** The characters that entities stand for, and no tag, whatever they spell. */
export function withoutEntities(text: string): string {
  const decoded = text.includes('&') ? normaliseText(text.replace(ENTITY, characterOf)) : text;
  return decoded.includes('<') ? untilStable(decoded.replace(AUTOLINK, '$1'), () => '') : decoded;
}

/** Only a space that was written as an entity becomes a plain one, so that none changes what stands before it. */
function characterOf(entity: string): string {
  return decodeHTMLStrict(entity).replaceAll('\u00A0', ' ');
}

/** What stands around a removed tag may be one together: `<scr<b>ipt>`. */
function untilStable(text: string, replacement: (tag: string) => string): string {
  const closed = closedNames(text);
  let rest = text;
  for (let round = 0; round <= MAX_ROUNDS; round += 1) {
    const next = rest.replace(TAG, (tag: string, at: number, whole: string) => {
      const words = wordsInBrackets(tag, closed);
      if (words === undefined) return replacement(tag);
      return endsOther(whole, at) ? words.replace(/[<>]/g, '') : words;
    });
    if (next === rest) return rest;
    rest = next;
  }
  return rest.replace(/<+(?=[a-z/!?])/gi, '');
}

/** Whether a tag would be the end of one that was begun before it: `<img src=x <Enter>`. */
function endsOther(text: string, at: number): boolean {
  const before = text.slice(text.lastIndexOf('>', at - 1) + 1, at);
  return at > 0 && /<[a-z/!?]/i.test(before);
}

/** Comments, and elements whose content is no text either; one that never ends loses only its tag. */
function withoutUnreadable(text: string): string {
  let rest = '';
  let from = 0;
  const endless = new Set<string>();
  for (const opening of text.matchAll(UNREADABLE)) {
    const name = opening[1]?.toLowerCase() ?? '';
    if (opening.index < from || endless.has(name)) continue;
    const end = endOf(text, opening.index + opening[0].length, name);
    if (end === undefined) endless.add(name);
    else {
      rest += text.slice(from, opening.index);
      from = end;
    }
  }
  return (rest + text.slice(from)).replaceAll('<!--', '');
}

function endOf(text: string, from: number, name: string): number | undefined {
  const closing = name === '' ? /-->/g : new RegExp(`</${name}[^<>]*>`, 'gi');
  closing.lastIndex = from;
  return closing.exec(text) === null ? undefined : closing.lastIndex;
}

function blockOf(tag: string): string {
  const heading = /^<h([1-6])/i.exec(tag)?.[1];
  return heading === undefined ? markOf(tag) : `${MARK.paragraph}${'#'.repeat(Number(heading))} `;
}

function markOf(tag: string): string {
  return LAYOUT.get(/^<(\/?[a-z][^\s/>]*)/i.exec(tag)?.[1]?.toLowerCase() ?? '') ?? '';
}

/** Elements that begin and end in one place make one break, the widest of theirs. */
function layoutOf(marks: string): string {
  const end = marks.includes(MARK.rowEnd) ? ' |' : '';
  if (marks.includes(MARK.row)) return `${end}\n| `;
  if (marks.includes(MARK.item)) return `${end}\n- `;
  if (marks.includes(MARK.paragraph)) return `${end}\n\n`;
  return marks.includes(MARK.line) || end !== '' ? `${end}\n` : ' | ';
}
