import { codePoints } from '../../../common/text/normalise.js';

/** A part of a document that can stand as an answer by itself. */
export interface Section {
  /** The headings above it from the second level on, outermost first. */
  readonly headings: readonly string[];
  /** Other words that people ask with; searched, never shown. */
  readonly keywords: string;
  /** Plain text, fit to render as it is. */
  readonly text: string;
}

export interface MarkdownDocument {
  /** The first heading of the first level. */
  readonly title: string | undefined;
  readonly sections: readonly Section[];
}

/** Code points; a longer section is divided between its paragraphs. */
const LONGEST_SECTION = 500;

const HEADING = /^(#{1,6})\s+(.+?)\s*#*\s*$/;
const KEYWORDS = /^\s*(?:关键词|Keywords)\s*[:：]\s*(.*)$/i;
const FENCE = /^\s*(?:```|~~~)/;

interface Draft {
  readonly headings: readonly string[];
  keywords: string;
  readonly lines: string[];
}

/** Reads the Markdown of a knowledge document: headings, paragraphs, lists; comments are left out. */
export function readMarkdown(source: string): MarkdownDocument {
  let title: string | undefined;
  let headings: readonly string[] = [];
  let fenced = false;
  let draft: Draft = { headings, keywords: '', lines: [] };
  const drafts = [draft];

  for (const line of withoutComments(source).split(/\r?\n/)) {
    if (FENCE.test(line)) {
      fenced = !fenced;
      continue;
    }
    const [, marks = '', text = ''] = (fenced ? null : HEADING.exec(line)) ?? [];
    const keywords = KEYWORDS.exec(line)?.[1];
    if (marks === '') {
      if (keywords === undefined) draft.lines.push(line);
      else draft.keywords += ` ${keywords}`;
      continue;
    }
    if (marks === '#' && title === undefined) title = plain(text);
    else headings = [...headings.slice(0, Math.max(0, marks.length - 2)), plain(text)];
    draft = { headings, keywords: '', lines: [] };
    drafts.push(draft);
  }
  return { title, sections: drafts.flatMap(sectionsOf) };
}

function sectionsOf({ headings, keywords, lines }: Draft): Section[] {
  const sections: Section[] = [];
  let open = '';
  const close = (): void => {
    if (open !== '') sections.push({ headings, keywords: keywords.trim(), text: open });
    open = '';
  };
  for (const paragraph of lines.join('\n').split(/\n(?:[ \t]*\n)+/)) {
    const text = plain(paragraph).trim();
    if (text === '') continue;
    if (open !== '' && codePoints(open) + codePoints(text) > LONGEST_SECTION) close();
    open = open === '' ? text : `${open}\n\n${text}`;
  }
  close();
  return sections;
}

function withoutComments(source: string): string {
  let rest = '';
  let from = 0;
  for (let start = source.indexOf('<!--'); start !== -1; start = source.indexOf('<!--', from)) {
    rest += source.slice(from, start);
    const end = source.indexOf('-->', start);
    from = end === -1 ? source.length : end + 3;
  }
  return rest + source.slice(from);
}

/** Marks that only a Markdown renderer understands are taken away; lists read well without one. */
function plain(markdown: string): string {
  return markdown
    .replaceAll(/!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)/g, '')
    .replaceAll(/\[([^\]\n]{1,200})\]\(([^)\s]{1,500})\)/g, '$1 ($2)')
    .replaceAll(/(?:\*\*|__|`)/g, '')
    .replaceAll(/^[ \t]*[*+][ \t]+/gm, '- ')
    .replaceAll(/^[ \t]*>[ \t]?/gm, '');
}
