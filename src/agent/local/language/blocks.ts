/** A paragraph, a list entry or a heading: nothing that people read as one sentence crosses its border. */
export interface Block {
  /** UTF-16 offsets, list marks and heading marks left out. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'heading' | 'item' | 'prose';
}

/** Marks that begin a list entry: bullets, `1.`, `2)`, `（3）`, `四、`, `⑤`. */
const LIST_MARK =
  /^(?:[-*+](?=\s)|[•·●▪◦○■◆►]|\d{1,2}[.)、．](?!\d)|[（(]\d{1,2}[)）]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|[①-⑳])\s*/u;
const HEADING_MARK = /^#{1,6}\s+/;
const BOLD_LINE = /^\*\*[^*\n]{1,80}\*\*[:：]?$/;
const ENDS_SENTENCE = /[。！？｡!?….；;][”’"'」』）)\]】]{0,2}$/;
const GOES_ON = /[,，、]$/;
const RULE = /^(?:[-=_*~—–]\s?){3,}$/;

/** The blocks of a text in their order. Lines that only wrap are put together again. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let offset = 0;
  let afterBlank = true;
  for (const line of text.split('\n')) {
    const start = offset + (line.length - line.trimStart().length);
    const trimmed = line.trim();
    offset += line.length + 1;
    if (trimmed === '' || RULE.test(trimmed)) {
      afterBlank = true;
      continue;
    }
    const block = blockOf(trimmed, start);
    const previous = blocks.at(-1);
    if (previous !== undefined && !afterBlank && wraps(text, previous, block)) {
      blocks[blocks.length - 1] = { ...previous, end: block.end };
    } else blocks.push(block);
    afterBlank = false;
  }
  return withTitle(text, blocks);
}

function blockOf(line: string, start: number): Block {
  const end = start + line.length;
  const heading = HEADING_MARK.exec(line)?.[0];
  if (heading !== undefined) return { start: start + heading.length, end, kind: 'heading' };
  if (BOLD_LINE.test(line) || /^.{1,40}[:：]$/u.test(line)) return { start, end, kind: 'heading' };
  const mark = LIST_MARK.exec(line)?.[0];
  if (mark !== undefined) return { start: start + mark.length, end, kind: 'item' };
  return { start, end, kind: 'prose' };
}

/** A line that goes on where the one before stopped in the middle of a sentence. */
function wraps(text: string, previous: Block, block: Block): boolean {
  if (previous.kind === 'heading' || block.kind !== 'prose') return false;
  const before = text.slice(previous.start, previous.end);
  if (ENDS_SENTENCE.test(before)) return false;
  return GOES_ON.test(before) || /^\p{Ll}/u.test(text.slice(block.start, block.end));
}

/** The first line is a title when it is short, ends like no sentence and enough follows it. */
function withTitle(text: string, blocks: readonly Block[]): Block[] {
  const [first, ...rest] = blocks;
  if (first === undefined || first.kind !== 'prose' || rest.length < 2) return [...blocks];
  const line = text.slice(first.start, first.end);
  const body = rest.reduce((sum, block) => sum + block.end - block.start, 0);
  const title =
    line.length <= 60 && !ENDS_SENTENCE.test(line) && !/[，,]/.test(line) && body > line.length * 4;
  const gap = /\n\s*\n/.test(text.slice(first.end, rest[0]?.start));
  return title && gap ? [{ ...first, kind: 'heading' }, ...rest] : [...blocks];
}
