import { plainLine } from './plain-text.js';

/** A line of an answer that is not empty. */
export interface Line {
  /** White space before the text, in code units. */
  readonly indent: number;
  /** Without its list marker. */
  readonly text: string;
  readonly marked: boolean;
  readonly heading: boolean;
  readonly afterBlank: boolean;
}

interface Point {
  readonly indent: number;
  readonly text: string;
}

const ENDS_IN_COLON = /[:：]\s*$/;
const WIDE = /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]/u;

/** Whether a line only announces what follows it. */
export function endsInColon(text: string): boolean {
  return ENDS_IN_COLON.test(text);
}

/** The entries of a list, nested ones beside the others; what stands around the list is left out. */
export function listPoints(lines: readonly Line[]): string[] {
  const reader = new ListReader();
  for (const line of lines) reader.read(line);
  return withLabels(reader.points());
}

/** Collects the lines that an entry was written in. */
class ListReader {
  private readonly entries: { readonly indent: number; readonly parts: string[] }[] = [];
  /** Lines after a blank one: part of the entry above when another entry follows, else a farewell. */
  private waiting: string[] = [];
  private entriesHaveParagraphs = false;

  read(line: Line): void {
    if (line.marked) this.begin(line);
    else if (!line.heading && !endsInColon(line.text)) this.goOn(line);
  }

  points(): Point[] {
    if (this.entriesHaveParagraphs) this.addWaiting();
    return this.entries.map(({ indent, parts }) => ({ indent, text: join(parts) }));
  }

  private begin({ indent, text }: Line): void {
    this.entriesHaveParagraphs ||= this.waiting.length > 0;
    this.addWaiting();
    this.entries.push({ indent, parts: [text] });
  }

  private goOn({ text, afterBlank }: Line): void {
    const open = this.entries.at(-1);
    if (open === undefined) return;
    (afterBlank || this.waiting.length > 0 ? this.waiting : open.parts).push(text);
  }

  private addWaiting(): void {
    const open = this.entries.at(-1);
    for (const text of this.waiting) open?.parts.push(text);
    this.waiting = [];
  }
}

/** `Causes:` above deeper entries is no point of its own, but each of them is half a point without it. */
function withLabels(points: readonly Point[]): string[] {
  const texts: string[] = [];
  let label: Point | undefined;
  for (const [index, point] of points.entries()) {
    if (label !== undefined && point.indent <= label.indent) label = undefined;
    const next = points[index + 1];
    const hasChildren = next !== undefined && next.indent > point.indent;
    if (hasChildren && endsInColon(plainLine(point.text))) label = point;
    else texts.push(label === undefined ? point.text : join([label.text, point.text]));
  }
  return texts;
}

/** Chinese is written without spaces, so a line that went on is joined without one. */
function join(parts: readonly string[]): string {
  return parts
    .map((part, index) => {
      const before = parts[index - 1]?.at(-1) ?? '';
      const close = index === 0 || WIDE.test(before) || WIDE.test(part.charAt(0));
      return close ? part : ` ${part}`;
    })
    .join('');
}
