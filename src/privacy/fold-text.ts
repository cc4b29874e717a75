/** Full-width forms U+FF01 to U+FF5E are the printable ASCII characters, moved by this. */
const FULL_WIDTH_OFFSET = 0xfee0;
/** Those that detectors care for; nearly every Chinese text has commas and full stops, which are none of them. */
const UNFOLDED = /[\uff0b\uff0d\uff0e\uff10-\uff1a\uff1d\uff20-\uff3a\uff3f\uff41-\uff5a\u3000\\]/;
/** What JSON writes for a character inside of a string: its letters would else seem to touch what follows. */
const JSON_ESCAPES = /(?<!\\)\\+(?:u[0-9a-f]{4}|[bfnrt])/gi;
/** Touches nothing: no letter, no digit, no separator. */
const FILLER = '\ufffd';

/**
 * The text as detectors read it: full-width characters as ASCII, and the escapes of a JSON text as no words. As
 * long as the text itself, so that a place in one is the same place in the other.
 */
export function foldText(text: string): string {
  if (!UNFOLDED.test(text)) return text;
  return text
    .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replaceAll('\u3000', ' ')
    .replace(JSON_ESCAPES, (escape) => FILLER.repeat(escape.length));
}
