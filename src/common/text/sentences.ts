const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'sentence' });

/**
 * The sentences of a text, trimmed and in their order, by Unicode's own rules (UAX #29), which know
 * Chinese and Western punctuation. A line end also ends a sentence.
 */
export function splitSentences(text: string): string[] {
  return [...SEGMENTER.segment(text)].map(({ segment }) => segment.trim()).filter((part) => part !== '');
}
