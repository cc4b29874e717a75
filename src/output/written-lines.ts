import { withoutEntities, withoutHtml } from './html.js';
import { stripMarker } from './list-marker.js';
import { sequenceMarkers } from './list-sequence.js';
import { headingText, isDecoration } from './plain-text.js';
import { type Row, tableRows } from './table-rows.js';
import type { Line } from './written-list.js';

/** The opening of bold around a marker, or around the whole entry. */
const BOLD = /^(?:\*\*|__)/;
/** Behind another marker only these can be a second one; `#1` or `3 -` there is rather what the entry says. */
const SECOND_MARKER = /^(?:[[【]\p{Nd}|\p{Nd}{1,3}[.、)）．])/u;
/** A line that is wholly bold and no sentence is the title of what follows. */
const BOLD_LINE = /^(\*\*|__)(?=\S)[^*_]{1,200}(?<![.。!！?？；;])\1\s{0,3}[:：]?$/;

/** The lines of an answer that are not empty, and which of them are entries of a list or a table. */
export function writtenLines(text: string): Line[] {
  const lines: Line[] = [];
  let afterBlank = false;
  for (const row of tableRows(withoutEntities(withoutHtml(text, 'blocks')).split('\n'))) {
    const line = row.text.replace(/^\s{0,3}>\s?/, '');
    const blank = line.trim() === '' || isDecoration(line);
    if (!blank) lines.push(lineOf(line, row, afterBlank));
    afterBlank = blank;
  }
  return withSequences(lines);
}

function lineOf(line: string, { isRow }: Row, afterBlank: boolean): Line {
  const indent = line.length - line.trimStart().length;
  if (isRow) return { indent, text: line.trim(), marked: true, heading: false, afterBlank };
  const heading = headingText(line);
  const body = heading ?? line.trim();
  const unmarked = stripMarker(body);
  const marked = heading === undefined && unmarked !== undefined;
  return { indent, text: unmarked ?? body, marked, heading: heading !== undefined, afterBlank };
}

/** Lines that count on are entries, too. */
function withSequences(lines: readonly Line[]): Line[] {
  const bodies = lines.map(({ text, heading, marked }) => {
    if (heading || (marked && !SECOND_MARKER.test(text))) return '';
    return text.replace(BOLD, '');
  });
  const markers = sequenceMarkers(bodies);
  return lines.map((line, index) => {
    const length = markers.get(index);
    if (length === undefined) return line.marked ? line : { ...line, heading: isTitle(line) };
    return { ...line, text: (bodies[index] ?? '').slice(length).trimStart(), marked: true };
  });
}

function isTitle({ heading, text }: Line): boolean {
  return heading || BOLD_LINE.test(text);
}
