/** What ends a sentence, with the quotes and brackets that close behind it; a full stop only before a space. */
const SENTENCE_END = /(?:[。！？!?；;…\n]|\.(?=\s))[。！？!?；;…\n"'”’」』）)\]】》]*/gu;

const GRAPHEMES = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** Code units that are looked at for the begin of a character; longer ones are made to be hostile. */
const LONGEST_CHARACTER = 64;

/** A piece of a text, with a little of what stands before it, so that nothing hides where the text is cut. */
export interface TextPart {
  readonly text: string;
  /** Where the next piece begins, in code units of the whole text. */
  readonly end: number;
}

export interface PartSize {
  /** Code points of a part, what it repeats included. */
  readonly maxChars: number;
  /** Code points that a part repeats of the one before. */
  readonly overlap: number;
}

/**
 * The whole text in parts that are short enough: cut at sentence ends as far as there are any, else between two
 * characters as people see them, and only inside one that is longer than a part.
 */
export function* partsOf(text: string, size: PartSize): Generator<TextPart> {
  for (let from = 0; from < text.length;) {
    const end = endOfPart(text, from, size.maxChars - size.overlap);
    yield { text: textOfPart(text, from, end, size.overlap), end };
    from = end;
  }
}

/** Where a part that begins at `from` and has at most `maxChars` code points of its own had best end. */
export function endOfPart(text: string, from: number, maxChars: number): number {
  const limit = forward(text, from, maxChars);
  if (limit === text.length) return limit;
  const end = lastSentenceEnd(text, from, limit);
  // A sentence that ends near the begin would leave almost everything to the next part.
  return end !== undefined && end - from > (limit - from) / 4 ? end : wholeCharacters(text, from, limit);
}

/** The last place up to `limit` where a sentence has ended since `from`; undefined when none has. */
export function lastSentenceEnd(text: string, from: number, limit: number): number | undefined {
  // One unit more tells whether a space follows a full stop.
  const window = text.slice(from, limit + 1);
  const ends = Array.from(window.matchAll(SENTENCE_END), ({ 0: mark, index }) =>
    Math.min(from + index + mark.length, limit),
  );
  return ends.findLast((end) => wholeCharacters(text, from, end) === end);
}

/** The piece from `from` to `end`, behind at most `overlap` code points of what stands before it. */
export function textOfPart(text: string, from: number, end: number, overlap: number): string {
  return text.slice(nextCharacter(text, backward(text, from, overlap), from), end);
}

/** `at`, or the end of the character that begins before. @param limit where a character begins */
function nextCharacter(text: string, at: number, limit: number): number {
  const start = Math.max(0, at - LONGEST_CHARACTER);
  const cut = GRAPHEMES.segment(text.slice(start, limit)).containing(at - start);
  return cut === undefined || start + cut.index === at ? at : start + cut.index + cut.segment.length;
}

/** `limit`, or the begin of the character that it would cut; `limit` all the same for one that begins at `from`. */
function wholeCharacters(text: string, from: number, limit: number): number {
  if (limit >= text.length) return limit;
  // One code point more tells whether a character goes on.
  const cut = GRAPHEMES.segment(text.slice(from, limit + 2)).containing(limit - from);
  const start = cut === undefined ? limit : from + cut.index;
  return start > from ? start : limit;
}

/** The place `count` code points behind `from`, or the end. */
function forward(text: string, from: number, count: number): number {
  let at = from;
  for (let left = count; left > 0 && at < text.length; left -= 1) at += widthAt(text, at);
  return at;
}

/** The place `count` code points before `from`, or the begin. */
function backward(text: string, from: number, count: number): number {
  let at = from;
  for (let left = count; left > 0 && at > 0; left -= 1) {
    at -= 1;
    if (at > 0 && widthAt(text, at - 1) === 2) at -= 1;
  }
  return at;
}

/** Code units of the code point there. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
