import type { OutputLimits } from '../../../config/snapshot.js';
import { fitList, shortenText } from '../../../output/limits.js';
import type { Interpretation } from '../../intent-handler.js';
import type { SummarizeInput, SummarizeOutput } from './summarize.dto.js';

/** Bullets as an answer with a line for each, as many as client and profile allow. */
export function summaryOf(
  bullets: readonly string[],
  input: SummarizeInput,
  limits: OutputLimits,
): Interpretation<SummarizeOutput> {
  const { entries, answer, truncated } = fitList(
    bullets,
    { maxEntries: bulletLimit(input, limits), maxChars: limits.maxChars },
    { line: (bullet) => `• ${bullet}`, shorten: shortenText },
  );
  return { answer, output: { bullets: entries }, truncated };
}

/** Most bullets that a summary may have. */
export function bulletLimit({ maxBullets }: SummarizeInput, limits: OutputLimits): number {
  return Math.min(maxBullets, limits.maxBullets ?? maxBullets);
}
