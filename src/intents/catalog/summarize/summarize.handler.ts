import type { OutputLimits } from '../../../config/snapshot.js';
import { readBullets } from '../../../output/bullets.js';
import { fitList, shortenText } from '../../../output/limits.js';
import {
  IntentHandler,
  type Interpretation,
  type InterpretOptions,
  type Preparation,
  UnusableAnswer,
} from '../../intent-handler.js';
import { Intent } from '../../intent.decorator.js';
import { SummarizeInput, SummarizeOutput } from './summarize.dto.js';

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
    const { entries, answer, truncated } = fitList(
      bullets,
      { maxEntries: bulletLimit(input, limits), maxChars: limits.maxChars },
      { line: (bullet) => `• ${bullet}`, shorten: shortenText },
    );
    return { answer, output: { bullets: entries }, truncated: truncated || cut };
  }

  override interpretSoFar(text: string, input: SummarizeInput, limits: OutputLimits): string {
    return this.interpret(text, input, { limits, cut: true }).answer;
  }
}

function bulletLimit({ maxBullets }: SummarizeInput, limits: OutputLimits): number {
  return Math.min(maxBullets, limits.maxBullets ?? maxBullets);
}
