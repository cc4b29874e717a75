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
const HAN_NUMBER = /^[一二三四五六七八九十]{1,3}[、.．]/;
const HAN_ORDINAL = /^第[一二三四五六七八九十0-9]{1,3}[点条项个步]?[、，,：:.]/;
const MARKERS = [DASH, NUMBER, KEYCAP, CIRCLED, BRACKETED, LETTER, HAN_NUMBER, HAN_ORDINAL, GLYPH];

const CHECKBOX = /^\[[ xX]\]\s+/;
/** In `**1. Title**` the marker stands inside of the bold. */
const BOLD_BEFORE_NUMBER = /^(?:\*\*|__)(?=[0-9一二三四五六七八九十第（(①-⑳])/;

/** Such as `- 1. ✅ done`; more than that is text. */
const MAX_MARKERS = 3;

/** The text of a list entry without its marker, or undefined when the line has none. */
export function stripMarker(line: string): string | undefined {
  let text = line.trim();
  let found = false;
  for (let count = 0; count < MAX_MARKERS; count += 1) {
    const rest = withoutOneMarker(text);
    if (rest === undefined) break;
    text = rest.replace(CHECKBOX, '');
    found = true;
  }
  return found ? text : undefined;
}

function withoutOneMarker(text: string): string | undefined {
  const bare = text.replace(BOLD_BEFORE_NUMBER, '');
  for (const marker of MARKERS) {
    const length = marker.exec(bare)?.[0].length;
    if (length !== undefined) return bare.slice(length).trimStart();
  }
  return undefined;
}
