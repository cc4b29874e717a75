import type { OutputLimits } from '../../../config/snapshot.js';
import { readBullets } from '../../../output/bullets.js';
import {
  IntentHandler,
  type Interpretation,
  type InterpretOptions,
  type Preparation,
  UnusableAnswer,
} from '../../intent-handler.js';
import { Intent } from '../../intent.decorator.js';
import { StreamedSummary } from './streamed-summary.js';
import { SummarizeInput, SummarizeOutput } from './summarize.dto.js';
import { bulletLimit, summaryOf } from './summary.js';

@Intent({
  name: 'summarize',
  summary: 'The main points of a text, as bullets',
  input: SummarizeInput,
  output: SummarizeOutput,
  example: {
    text: '我们的小程序上周发布了新版本。新版本把首页加载时间从三秒缩短到一秒，用户停留时间增加了两成。但仍有部分安卓用户反馈支付页面偶尔白屏，团队计划本周修复。',
    maxBullets: 3,
  },
})
export class SummarizeHandler extends IntentHandler<SummarizeInput, SummarizeOutput> {
  override readonly streaming = new StreamedSummary();

  override prepare(input: SummarizeInput, limits: OutputLimits): Preparation {
    const maxBullets = bulletLimit(input, limits);
    return {
      instructions: [
        `Summarise the text in at most ${maxBullets} bullets, the most important first.`,
        'Write one bullet a line, each beginning with "- ", a complete statement of its own, and nothing before or after the list.',
        'Use only what the text says. Answer in the language of the text.',
      ].join('\n'),
      data: [{ name: 'text', value: input.text }],
      local: { kind: 'summarize', text: input.text, maxSentences: maxBullets },
    };
  }

  override interpret(
    text: string,
    input: SummarizeInput,
    { limits, cut }: InterpretOptions,
  ): Interpretation<SummarizeOutput> {
    const bullets = readBullets(text, { cut });
    if (bullets.length === 0) {
      throw new UnusableAnswer('The answer had no bullets. Write the summary as lines that begin with "- ".');
    }
    const summary = summaryOf(bullets, input, limits);
    return { ...summary, truncated: summary.truncated || cut };
  }
}
