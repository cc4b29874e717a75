import { z } from 'zod';
import type { OutputLimits } from '../../../config/snapshot.js';
import { cleanAnswer } from '../../../output/clean-answer.js';
import { findJson } from '../../../output/json-answer.js';
import { cutText } from '../../../output/limits.js';
import { toPlainText } from '../../../output/plain-text.js';
import {
  IntentHandler,
  type Interpretation,
  type InterpretOptions,
  type Preparation,
  UnusableAnswer,
} from '../../intent-handler.js';
import { Intent } from '../../intent.decorator.js';
import { clarifyingQuestion } from './clarifying-question.js';
import { SupportInput, SupportOutput } from './support.dto.js';

const JSON_REPLY = z.object({ reply: z.string(), question: z.string().nullish() });

const BEGINS_AS_JSON = /^(?:```\w{0,20}\s*)?\{/;

@Intent({
  name: 'support',
  summary: 'An answer to a question about the product, with a clarifying question when one is needed',
  input: SupportInput,
  output: SupportOutput,
  example: {
    text: '我想退货，运费谁来承担？',
    history: [
      { role: 'user', text: '我的订单昨天到了。' },
      { role: 'assistant', text: '收到，请问有什么可以帮您？' },
    ],
  },
})
export class SupportHandler extends IntentHandler<SupportInput, SupportOutput> {
  override prepare({ text, history = [] }: SupportInput): Preparation {
    const turns = history.map((turn) => `${turn.role}: ${turn.text}`).join('\n\n');
    return {
      instructions: [
        'Answer the question in the block "question"; the block "history", when there is one, holds the conversation so far.',
        'Write plain text for a small screen: short paragraphs, no Markdown, no tables, no HTML.',
        'If you cannot help without knowing more, end with exactly one question to the user; otherwise end without a question.',
        'Answer in the language of the question. If you do not know, say so.',
      ].join('\n'),
      data: [...(turns === '' ? [] : [{ name: 'history', value: turns }]), { name: 'question', value: text }],
      local: {
        kind: 'answer',
        question: text,
        earlier: history.filter(({ role }) => role === 'user').map((turn) => turn.text),
      },
    };
  }

  override interpret(
    text: string,
    _input: SupportInput,
    { limits, cut }: InterpretOptions,
  ): Interpretation<SupportOutput> {
    const said = readReply(text, cut);
    if (said.reply === '') throw new UnusableAnswer('The answer was empty. Answer in plain text.');
    const { text: reply, truncated } = cutText(said.reply, limits.maxChars);
    const question = truncated ? null : (said.question ?? clarifyingQuestion(reply));
    return { answer: reply, output: { reply, question }, truncated: truncated || cut };
  }

  override interpretSoFar(text: string, input: SupportInput, limits: OutputLimits): string {
    return BEGINS_AS_JSON.test(cleanAnswer(text))
      ? ''
      : this.interpret(text, input, { limits, cut: true }).answer;
  }
}

interface Reply {
  readonly reply: string;
  readonly question: string | undefined;
}

/** Plain text was asked for, but some prompts and models insist on `{reply, question}`. */
function readReply(answer: string, cut: boolean): Reply {
  const text = cleanAnswer(answer);
  const json = BEGINS_AS_JSON.test(text) ? findJson(text, JSON_REPLY, { cut }) : undefined;
  if (json === undefined) return { reply: toPlainText(text), question: undefined };
  const reply = toPlainText(json.reply);
  const question = toPlainText(json.question ?? '');
  if (question === '') return { reply, question: undefined };
  return { reply: reply.includes(question) ? reply : joined(reply, question), question };
}

function joined(reply: string, question: string): string {
  return [reply, question].filter((part) => part !== '').join('\n\n');
}
