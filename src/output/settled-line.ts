/** What a line begins with that only its end shows to be an entry, a heading, a quotation, a row or a rule. */
const BLOCK_MARK = /^\s*[-+#>:|]/;

/** Neither these characters nor what stands between two of them is settled before the line is complete. */
const MARKS = String.raw`*_\x60~[\]\\&`;

/** Words, and marks that end what they began or can begin nothing; each ends before what must not follow. */
const PIECE = new RegExp(
  [
    String.raw`(?<words>(?:[^${MARKS}]|(?<=\w)_|~(?=[^~])|&(?=[^#\w]|[a-zA-Z\d]{1,40}[^a-zA-Z\d;]))+)`,
    String.raw`\*\*(?=\S)[^${MARKS}]{1,500}\*\*(?=[^*])`,
    String.raw`\x60[^${MARKS}]{1,500}\x60(?=[^\x60])`,
    String.raw`(?<!!)\[[^${MARKS}]{1,300}\](?:\([^()\s${MARKS}]{0,500}\)|(?=[^(]))`,
  ].join('|'),
  'guy',
);

const GRAPHEMES = new Intl.Segmenter('zh', { granularity: 'grapheme' });
/** Code units in which the last character of a text is looked for; a longer one is left out in parts. */
const LONGEST_GRAPHEME = 64;

/** The beginning of a line of Markdown, still being written, that is shown alike whatever the line becomes. */
export function settledLine(line: string): string {
  if (BLOCK_MARK.test(line)) return '';
  let last: RegExpExecArray | undefined;
  for (const piece of line.matchAll(PIECE)) last = piece;
  if (last === undefined) return '';
  const isWords = last.groups?.['words'] !== undefined;
  return line.slice(0, last.index) + (isWords ? withoutLastGrapheme(last[0]) : last[0]);
}

/** What comes next may be composed with the last character, as an accent is. */
function withoutLastGrapheme(text: string): string {
  const last = [...GRAPHEMES.segment(text.slice(-LONGEST_GRAPHEME))].at(-1)?.segment ?? '';
  return text.slice(0, text.length - last.length);
}
