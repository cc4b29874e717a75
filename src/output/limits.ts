import { codePoints, takeCodePoints } from '../common/text/normalise.js';

export interface Cut {
  readonly text: string;
  readonly truncated: boolean;
}

const ELLIPSIS = '…';
const WORDS = new Intl.Segmenter('zh', { granularity: 'word' });

/** Code units before the cut in which a good place to end is looked for. */
const LOOK_BACK = 200;

/** The last end of a sentence in a text, with the quotes and brackets that close it. */
const LAST_SENTENCE_END = /^.*(?:[。！？!?；;\n]|\.(?=\s))[”’"'」』）)\]】]*/su;

/**
 * At most `maxChars` code points of `text`, ended where a sentence or at least a word ends and marked
 * with `…`.
 */
export function cutText(text: string, maxChars: number | undefined): Cut {
  if (maxChars === undefined || codePoints(text) <= maxChars) return { text, truncated: false };
  const head = takeCodePoints(text, Math.max(0, maxChars - 1));
  return { text: `${goodEnd(head)}${ELLIPSIS}`, truncated: true };
}

function goodEnd(head: string): string {
  const from = lookBackFrom(head);
  const tail = head.slice(from);
  const sentences = LAST_SENTENCE_END.exec(tail)?.[0] ?? '';
  const kept = sentences.length > tail.length / 2 ? sentences : withoutLastWord(tail);
  return (head.slice(0, from) + kept).trimEnd();
}

function lookBackFrom(head: string): number {
  const from = Math.max(0, head.length - LOOK_BACK);
  const splitsPair = /[\uDC00-\uDFFF]/.test(head.charAt(from));
  return splitsPair ? from - 1 : from;
}

/** The last word may be half a word; one that fills the whole text is kept, half or not. */
function withoutLastWord(text: string): string {
  const last = [...WORDS.segment(text)].at(-1);
  return last === undefined || last.index === 0 ? text : text.slice(0, last.index);
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
