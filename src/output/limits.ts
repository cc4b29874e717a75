import { codePoints, takeCodePoints } from '../common/text/normalise.js';

export interface Cut {
  readonly text: string;
  readonly truncated: boolean;
}

const ELLIPSIS = '…';
const WORDS = new Intl.Segmenter('zh', { granularity: 'word' });

/** Code units around the cut that are looked at for a good place to end. */
const LOOK_AROUND = 200;

/** The last end of a sentence in a text, with the quotes and brackets that close it. */
const LAST_SENTENCE_END = /^.*(?:[。！？!?；;\n]|\.(?=\s))[”’"'」』）)\]】]*/su;

/**
 * At most `maxChars` code points of `text`, ended where a sentence or at least a word ends and marked
 * with `…`.
 */
export function cutText(text: string, maxChars: number | undefined): Cut {
  if (maxChars === undefined || codePoints(text) <= maxChars) return { text, truncated: false };
  const end = takeCodePoints(text, maxChars - 1).length;
  return { text: `${text.slice(0, goodEnd(text, end)).trimEnd()}${ELLIPSIS}`, truncated: true };
}

/**
 * The beginning of a text that is still being written which `cutText` leaves, however long the text becomes.
 * `truncated` when it is so long already that its cut is settled.
 */
export function uncutBeginning(text: string, maxChars: number | undefined): Cut {
  if (maxChars === undefined) return { text, truncated: false };
  const beginning = takeCodePoints(text, Math.max(0, maxChars - 1 - LOOK_AROUND)).trimEnd();
  const seen = takeCodePoints(text, Math.max(0, maxChars - 1)).length + LOOK_AROUND;
  return { text: beginning, truncated: text.length > seen && codePoints(text) > maxChars };
}

/** The best place to end at or before `end`: after a sentence that is not too far back, else between words. */
function goodEnd(text: string, end: number): number {
  const from = Math.max(0, end - LOOK_AROUND);
  const near = text.slice(from, end);
  const sentences = LAST_SENTENCE_END.exec(near)?.[0].length ?? 0;
  if (sentences > near.length / 2) return from + sentences;
  const words = [...WORDS.segment(text.slice(from, end + LOOK_AROUND))];
  const boundary = words.findLast(({ index }) => index <= near.length)?.index ?? 0;
  return boundary > 0 ? from + boundary : end;
}

/** How the entries of a list become lines of an answer, and how one is made to fit. */
export interface ListForm<Entry> {
  readonly line: (entry: Entry, index: number) => string;
  /** The entry with `chars` code points less in its line, or undefined when too little would be left. */
  readonly shorten: (entry: Entry, chars: number) => Entry | undefined;
}

export interface FittedList<Entry> {
  readonly entries: readonly Entry[];
  /** One entry a line, at most as long as asked for. */
  readonly answer: string;
  readonly truncated: boolean;
}

/** The first entries of a list whose lines fit together; the last of them may be shortened to fit. */
export function fitList<Entry>(
  entries: readonly Entry[],
  limits: { readonly maxEntries: number; readonly maxChars: number | undefined },
  form: ListForm<Entry>,
): FittedList<Entry> {
  const kept: Entry[] = [];
  const lines: string[] = [];
  let room = limits.maxChars ?? Infinity;
  for (const [index, entry] of entries.slice(0, limits.maxEntries).entries()) {
    const line = form.line(entry, index);
    const excess = codePoints(line) - room;
    if (excess > 0) {
      const last = form.shorten(entry, excess) ?? (index === 0 ? entry : undefined);
      // A list without a single entry would be no answer, so the first one stays in any case.
      if (last !== undefined) lines.push(cutText(form.line(last, index), room).text);
      return {
        entries: last === undefined ? kept : [...kept, last],
        answer: lines.join('\n'),
        truncated: true,
      };
    }
    kept.push(entry);
    lines.push(line);
    room -= codePoints(line) + 1;
  }
  return { entries: kept, answer: lines.join('\n'), truncated: kept.length < entries.length };
}

/** Characters of an entry below which shortening it leaves nothing worth reading. */
const SHORTEST = 8;

/** `text` with at least `chars` code points less, or undefined when hardly anything would be left. */
export function shortenText(text: string, chars: number): string | undefined {
  const left = codePoints(text) - chars;
  return left < SHORTEST ? undefined : cutText(text, left).text;
}
