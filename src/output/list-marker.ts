/** A star before a word is emphasis; the others are often written without a space in Chinese. */
const DASH = /^(?:[*~](?=\s)|[-+‒–—―−](?=\s|\p{Script=Han}))/u;
const GLYPH =
  /^(?:[•‣‧⁃∙·・⋅►※→⇒➔➜➤➢✓✔✦✧★☆☐☒❖❯»›\u25A0-\u25FF]|\p{Extended_Pictographic})[\uFE0F\p{Emoji_Modifier}]{0,3}/u;
const KEYCAP = /^[0-9]{1,2}\uFE0F?\u20E3/;
const CIRCLED = /^[①-⑳⓪❶-❿➀-➓㊀-㊉⑴-⒇⒈-⒛]/;
/** Not before another digit, because `3.5` is a number. */
const NUMBER = /^\p{Nd}{1,3}(?:[、)）．]|\.\)?)(?!\p{Nd})/u;
const BRACKETED = /^[(（](?:\p{Nd}{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z]|[ivx]{1,4})[)）]/u;
const LETTER = /^(?:[a-zA-Z]|[ivx]{2,4})[)）]/;
/** Not in `一、二月` or `三、四季度`, which list what they count. */
const HAN_NUMBER =
  /^[一二三四五六七八九十]{1,3}[、.．](?![一二三四五六七八九十]{1,3}(?:[月日号年季周等线楼层班期]|个月))/;
const HAN_ORDINAL = /^第[一二三四五六七八九十0-9]{1,3}[点条项个步]?[、，,：:.]/;
const MARKERS = [DASH, NUMBER, KEYCAP, CIRCLED, BRACKETED, LETTER, HAN_NUMBER, HAN_ORDINAL, GLYPH];

const CHECKBOX = /^\[[ xX]\]\s+/;
/** In `**1. Title**` the marker stands inside of the bold. */
const BOLD_BEFORE_NUMBER = /^(?:\*\*|__)(?=[0-9一二三四五六七八九十第（(①-⑳])/;

/**
 * The text of a list entry without its marker, or undefined when the line has none. Behind one only a checkbox
 * or a glyph such as an emoji is another: a number there may be what the entry says.
 */
export function stripMarker(line: string): string | undefined {
  const text = withoutOneMarker(line.trim())?.replace(CHECKBOX, '');
  return text?.replace(GLYPH, '').trimStart();
}

function withoutOneMarker(text: string): string | undefined {
  const bare = text.replace(BOLD_BEFORE_NUMBER, '');
  for (const marker of MARKERS) {
    const length = marker.exec(bare)?.[0].length;
    if (length !== undefined) return bare.slice(length).trimStart();
  }
  return undefined;
}
