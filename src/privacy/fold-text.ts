import { foldDigits } from './fold-digits.js';

/** Full-width forms U+FF01 to U+FF5E are the printable ASCII characters, moved by this. */
const FULL_WIDTH_OFFSET = 0xfee0;
/** But not the comma: in Chinese it stands between numbers, and never within one. */
const FULL_WIDTH = /[\uff01-\uff0b\uff0d-\uff5e]/g;
/** Those that detectors care for; nearly every Chinese text has commas and full stops, which are none of them. */
const UNFOLDED =
  /[\uff08\uff09\uff0b\uff0d\uff0e\uff10-\uff1a\uff1d\uff20-\uff3a\uff3f\uff41-\uff5a\u3000\\]/;
/** Digits that are not ASCII, in any form. */
const OTHER_DIGITS = /(?![0-9])[\p{Nd}\p{No}]/u;
/** What JSON writes for a character inside of a string: its letters would else seem to touch what follows. */
const JSON_ESCAPES = /(?<!\\)\\+(?:u[0-9a-f]{4}|[bfnrt])/gi;
/** Touches nothing: no letter, no digit, no separator. */
const FILLER = '\ufffd';

/**
 * The text as detectors read it: full-width characters and the digits of all scripts as ASCII, and the escapes of a
 * JSON text as no words. As long as the text itself, so that a place in one is the same place in the other.
 */
export function foldText(text: string): string {
  const folded = UNFOLDED.test(text) ? foldForms(text) : text;
  return OTHER_DIGITS.test(folded) ? foldDigits(folded) : folded;
}

function foldForms(text: string): string {
  return text
    .replace(FULL_WIDTH, (char) => String.fromCharCode(char.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replaceAll('\u3000', ' ')
    .replace(JSON_ESCAPES, (escape) => FILLER.repeat(escape.length));
}
