import { jsonBlocks } from './json-blocks.js';

/** Control characters, which no normalised text has, around the number of a block. */
// oxlint-disable-next-line no-control-regex -- they are the marks
const SHIELD = /\u0001(\d{1,3})\u0002/g;
/** The last one may still be being written. */
const STRING = /"(?:[^"\\]|\\.)*(?:"|\\?$)/g;
const ONLY_FENCE = /^\s{0,9}(?:`{3,9}\w{0,20}\s{0,9})?$/;
const TAGGED = /[<[◁]/;

/**
 * Cleans a text as `clean` does, but its JSON only within each string, as `cleanString` does: a mark in a
 * value delimits nothing outside of it, and half an object is none.
 */
export function cleanAroundJson(
  text: string,
  clean: (text: string) => string,
  cleanString: (text: string) => string,
): string {
  const shielded: string[] = [];
  let around = '';
  let from = 0;
  for (const { start, text: json, closed } of jsonBlocks(text).toSorted((a, b) => a.start - b.start)) {
    if (start < from) continue;
    const begun = !closed && ONLY_FENCE.test(text.slice(0, Math.min(start, 50))) && start < 50;
    if (begun ? !isBegunJson(json) : !isJson(json)) continue;
    around += `${text.slice(from, start)}\u0001${shielded.length}\u0002`;
    shielded.push(withStrings(json, cleanString));
    from = start + json.length;
  }
  const cleaned = clean(around + text.slice(from));
  return cleaned.replace(SHIELD, (_, number: string) => shielded[Number(number)] ?? '');
}

/** An object that the end of the text cut; with tags outside of its strings it is rather a thought. */
function isBegunJson(text: string): boolean {
  return text.startsWith('{') && !TAGGED.test(text.slice(1).replace(STRING, ''));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function withStrings(json: string, clean: (text: string) => string): string {
  return json.replace(STRING, (literal) => {
    if (!isJson(literal)) return clean(literal);
    const said: unknown = JSON.parse(literal);
    if (typeof said !== 'string') return literal;
    const cleaned = clean(said);
    return cleaned === said ? literal : JSON.stringify(cleaned);
  });
}
