const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'sentence' });

/** What has a point and goes on: initials that stand alone, and titles before a name. */
const GOES_ON = /^(?:\p{Lu}\.\s?){1,4}$|(?<![\p{L}\p{N}])(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs)\.$/u;

/**
 * The sentences of a text, trimmed and in their order, by Unicode's own rules (UAX #29), which know
 * Chinese and Western punctuation, but no names: `A. Smith`. A line end also ends a sentence.
 */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let begun = '';
  for (const { segment } of SEGMENTER.segment(text)) {
    const goesOn = !segment.includes('\n') && GOES_ON.test(segment.trim());
    begun += segment;
    if (goesOn) continue;
    sentences.push(begun.trim());
    begun = '';
  }
  return [...sentences, begun.trim()].filter((sentence) => sentence !== '');
}
