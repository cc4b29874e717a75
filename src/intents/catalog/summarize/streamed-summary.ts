import type { OutputLimits } from '../../../config/snapshot.js';
import { settledBullets } from '../../../output/settled-bullets.js';
import type { Interpretation, Streaming } from '../../intent-handler.js';
import type { SummarizeInput, SummarizeOutput } from './summarize.dto.js';
import { summaryOf } from './summary.js';

type Summary = Interpretation<SummarizeOutput>;

/** Shows a summary bullet by bullet. */
export class StreamedSummary implements Streaming<SummarizeInput, SummarizeOutput> {
  settled(text: string, input: SummarizeInput, limits: OutputLimits): Summary | undefined {
    const bullets = settledBullets(text);
    return bullets.length === 0 ? undefined : summaryOf(bullets, input, limits);
  }

  continued(shown: Summary, whole: Summary, input: SummarizeInput, limits: OutputLimits): Summary {
    if (shown.truncated) return shown;
    const { bullets } = shown.output;
    const others = whole.output.bullets.filter((bullet) => !bullets.includes(bullet));
    const { truncated, ...summary } = summaryOf([...bullets, ...others], input, limits);
    return { ...summary, truncated: truncated || whole.truncated };
  }
}
