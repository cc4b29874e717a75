import { cleanAnswer } from '../../../output/clean-answer.js';
import { cutText } from '../../../output/limits.js';
import {
  IntentHandler,
  type Interpretation,
  type InterpretOptions,
  type Preparation,
  UnusableAnswer,
} from '../../intent-handler.js';
import { Intent } from '../../intent.decorator.js';
import { StreamedText } from '../../streamed-text.js';
import { clarifyingQuestion } from './clarifying-question.js';
import { readReply } from './reply.js';
import { SupportInput, SupportOutput } from './support.dto.js';

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
  override readonly streaming = new StreamedText<SupportOutput>((reply, ended) => ({
    reply,
    question: ended ? clarifyingQuestion(reply) : null,
  }));

  override prepare({ text, history = [] }: SupportInput): Preparation {
    // As JSON, so that no turn can hold another one.
    const turns = JSON.stringify(history.map(({ role, text: said }) => ({ role, text: said })));
    return {
      instructions: [
        'Answer the question in the block "question"; the block "history", when there is one, holds the conversation so far (JSON: role, text).',
        'Write plain text for a small screen: short paragraphs, no Markdown, no tables, no HTML.',
        'If you cannot help without knowing more, end with exactly one question to the user; otherwise end without a question.',
        'Answer in the language of the question. If you do not know, say so.',
      ].join('\n'),
      data: [
        ...(history.length === 0 ? [] : [{ name: 'history', value: turns }]),
        { name: 'question', value: text },
      ],
      local: {
        kind: 'answer',
        question: text,
        earlier: history.filter(({ role }) => role === 'user').map((turn) => turn.text),
      },
    };
  }

  override continues({ history = [] }: SupportInput): boolean {
    return history.length > 0;
  }

  override interpret(
    text: string,
    _input: SupportInput,
    { limits, cut }: InterpretOptions,
  ): Interpretation<SupportOutput> {
    const said = readReply(cleanAnswer(text), cut);
    if (said.reply === '') {
      throw new UnusableAnswer('The answer had no words for the user. Answer in plain text, without JSON.');
    }
    const { text: reply, truncated } = cutText(said.reply, limits.maxChars);
    const question = truncated ? null : (said.question ?? clarifyingQuestion(reply));
    return { answer: reply, output: { reply, question }, truncated: truncated || cut };
  }
}
