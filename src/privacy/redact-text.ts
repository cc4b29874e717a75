import type { Detector, Find } from './detector.js';
import { emails } from './detectors/emails.js';
import { numbers } from './detectors/numbers.js';
import { openids } from './detectors/openids.js';
import { passports } from './detectors/passports.js';
import { plates } from './detectors/plates.js';
import { secrets } from './detectors/secrets.js';
import { foldText } from './fold-text.js';

const DETECTORS: readonly Detector[] = [numbers, emails, plates, passports, openids, secrets];

/**
 * What every find has: a digit of any form, an at sign, something that gives a name its value, or a long word; also in
 * full width. Most of what is looked at are short words of our own.
 */
const SUSPECT = /[\p{Nd}\p{No}@:=\uff1a\uff1d\uff20是为]|-{5}|[\w-]{15}|basic\s/iu;

/**
 * The text with a mark, such as `[phone]`, in the place of what tells who somebody is or opens something. Takes time linear
 * in the text's length. Marks are left alone when it is redacted again.
 */
export function redactText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  const folded = foldText(text);
  const finds = DETECTORS.flatMap((detector) => Array.from(detector(folded)));
  if (finds.length === 0) return text;
  let redacted = '';
  let kept = 0;
  for (const { start, end, mark } of merged(finds)) {
    redacted += text.slice(kept, start) + mark;
    kept = end;
  }
  return redacted + text.slice(kept);
}

/** In their order; of those that overlap one, which begins first, or is the longest of those, and hides all of them. */
function merged(finds: readonly Find[]): Find[] {
  const all: Find[] = [];
  for (const find of finds.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = all.at(-1);
    if (last === undefined || find.start >= last.end) all.push(find);
    else if (find.end > last.end) all[all.length - 1] = { ...last, end: find.end };
  }
  return all;
}
