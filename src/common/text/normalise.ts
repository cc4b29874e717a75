/** C0 and C1 controls but tab and line feed, which text may contain. */
// oxlint-disable-next-line no-control-regex -- matching controls is the purpose
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** Letters and symbols that look like a space: Hangul fillers and the Braille pattern without dots. */
const BLANK = /[\u3164\uFFA0\u2800]/g;

/**
 * Characters that take no room on a screen: zero-width spaces and joiners, direction marks, invisible
 * operators, fillers, interlinear annotations, the byte order mark and the tag block. They hide text from
 * people and from filters, so none is let in. Variation selectors tell how the character before them looks.
 */
const ZERO_WIDTH = /[\p{DI}\uFFF9-\uFFFB](?<!\p{VS})/gu;
const LONE_SELECTORS = /(?<!\S)\p{VS}+/gu;

/**
 * Client text in the one form the server works with: well-formed Unicode, NFC, `\n` line ends, no
 * control or zero-width character. Never throws; may return an empty string.
 */
export function normaliseText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(CONTROL, '')
    .replace(BLANK, ' ')
    .replace(ZERO_WIDTH, '')
    .replace(LONE_SELECTORS, '')
    .normalize('NFC');
}

/** Length in code points: what people count as characters, near enough, and what the contract limits. */
export function codePoints(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** The first `max` code points of `text`; never cuts a surrogate pair. */
export function takeCodePoints(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  let taken = 0;
  for (const character of text) {
    if (taken === max) break;
    end += character.length;
    taken += 1;
  }
  return text.slice(0, end);
}
