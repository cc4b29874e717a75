import { hasHan } from '../language/language.js';
import type { Phrase, SoughtField } from './field-phrases.js';
import type { Page, Span } from './page.js';

/** A place where a text names a field. */
export interface Mention extends Span {
  readonly strength: number;
}

const MAX_PER_PHRASE = 40;

/** Where the text names the field, in the order of the text; of phrases inside each other only the longest. */
export function mentionsOf(field: SoughtField, page: Page): Mention[] {
  const found = field.phrases.flatMap((phrase) =>
    occurrences(page.searched, phrase).map(({ start, end }) => ({ start, end, strength: phrase.strength })),
  );
  const ordered = found.toSorted((a, b) => a.start - b.start || b.end - a.end || b.strength - a.strength);
  const mentions: Mention[] = [];
  for (const mention of ordered) {
    const last = mentions.at(-1);
    if (last === undefined || mention.end > last.end) mentions.push(mention);
    else if (mention.strength > last.strength) {
      mentions[mentions.length - 1] = { start: last.start, end: last.end, strength: mention.strength };
    }
  }
  return mentions;
}

function occurrences(text: string, { text: phrase, notIn }: Phrase): Span[] {
  const spans: Span[] = [];
  const latin = !hasHan(phrase);
  for (let start = text.indexOf(phrase); start !== -1; start = text.indexOf(phrase, start + phrase.length)) {
    const end = start + phrase.length;
    if (latin && !standsAlone(text, start, end)) continue;
    if (notIn.some((word) => text.startsWith(word, start - word.indexOf(phrase)))) continue;
    spans.push({ start, end });
    if (spans.length === MAX_PER_PHRASE) break;
  }
  return spans;
}

/** A whole word, or its plural: `rate` is not mentioned in `separate`. */
function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  const after = text.slice(end, end + 2);
  return !/[a-z\d]/.test(before) && /^(?:s?(?![a-z\d])|$)/.test(after);
}
