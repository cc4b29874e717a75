import { type Cut, cutText } from './limits.js';

/** Code units that stand in both texts by chance rather than because one goes on where the other ended. */
const BY_CHANCE = 12;
/** Code units of the end of what was shown that are looked for. */
const LOOK_BACK = 200;

/**
 * What was shown, and then what `whole` has beyond it: from where the shown text ended in it or, when it holds
 * that nowhere, all of it. At most `maxChars` code points, but never less than what was shown.
 */
export function continuedText(shown: string, whole: string, maxChars: number | undefined): Cut {
  const cut = cutText(shown + beyond(shown, whole), maxChars);
  return cut.text.startsWith(shown) ? cut : { text: shown, truncated: true };
}

function beyond(shown: string, whole: string): string {
  if (shown.includes(whole)) return '';
  const length = sharedLength(shown, whole);
  if (length < BY_CHANCE) return `\n\n${whole}`;
  return whole.slice(whole.indexOf(shown.slice(-length)) + length);
}

/** How much of the end of `shown` stands in `whole`. If an end does, so does every shorter one. */
function sharedLength(shown: string, whole: string): number {
  let shared = 0;
  let beyondShared = Math.min(LOOK_BACK, shown.length) + 1;
  while (beyondShared - shared > 1) {
    const middle = Math.floor((shared + beyondShared) / 2);
    if (whole.includes(shown.slice(-middle))) shared = middle;
    else beyondShared = middle;
  }
  return shared;
}
