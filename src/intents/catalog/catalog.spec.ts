import { Test } from '@nestjs/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { thrownBy } from '../../../test/support/thrown-by.js';
import { codePoints } from '../../common/text/normalise.js';
import { AskBodyPipe } from '../ask-body.pipe.js';
import { UnusableAnswer } from '../intent-handler.js';
import { IntentRegistry, type RegisteredIntent } from '../intent-registry.js';
import { IntentsModule } from '../intents.module.js';
import { composeMessages } from '../prompt.js';
import { catalogIntentNames } from './index.js';

let registry: IntentRegistry;
let pipe: AskBodyPipe;

beforeAll(async () => {
  const module = await Test.createTestingModule({ imports: [IntentsModule] }).compile();
  await module.init();
  registry = module.get(IntentRegistry);
  pipe = module.get(AskBodyPipe);
});

/** The intent's example with every text in it made longer, still within its contract. */
function askWith(name: string, mark: string): { intent: RegisteredIntent; input: object } {
  const example = registry.get(name)?.options.example ?? {};
  const marked = JSON.parse(JSON.stringify(example), (key, value: unknown) =>
    typeof value === 'string' && !['role', 'type'].includes(key) ? `${value}${mark}` : value,
  );
  return pipe.transform({ intent: name, input: marked });
}

const answerPieces = fc.constantFrom(
  '- ',
  '1. ',
  '\n',
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '{"items":[',
  '{"fields":{',
  '"id":"tea-01"',
  '"reason":"x"',
  '"title":"y"',
  '"金额":',
  '12',
  '```',
  '<think>',
  '</think>',
  '**',
  '？',
  '中文。',
  '"reply":"z"',
  '{"items":[{"title":"a"}]}',
  '{"fields":{"金额":"1万"}}',
);
const anyAnswer = fc
  .array(fc.oneof({ weight: 3, arbitrary: answerPieces }, fc.string({ unit: 'binary' })))
  .map((parts) => parts.join(''));

describe.each(catalogIntentNames())('the intent %s', (name) => {
  it('keeps what a client sent out of the system message, and gives it to the model as data', () => {
    const { intent, input } = askWith(name, 'ZEBRA');
    const [system, user] = composeMessages(
      { text: 'Prompt.', mark: 'qzj' },
      intent.handler.prepare(input, {}),
    );
    expect(system?.content).not.toContain('ZEBRA');
    expect(user?.content).toContain('ZEBRA');
    const other = askWith(name, 'OTHER');
    expect(other.intent.handler.prepare(other.input, {}).instructions).toBe(
      intent.handler.prepare(input, {}).instructions,
    );
  });

  it('gives the local agent the same work', () => {
    const { intent, input } = askWith(name, 'ZEBRA');
    expect(JSON.stringify(intent.handler.prepare(input, {}).local)).toContain('ZEBRA');
  });

  it('makes something fit to render of any answer, or says that it cannot', () => {
    const { intent, input } = askWith(name, '');
    fc.assert(
      fc.property(anyAnswer, fc.integer({ min: 1, max: 200 }), fc.boolean(), (text, maxChars, cut) => {
        let answer = 'x';
        const limits = { maxChars, maxBullets: 3 };
        const error = thrownBy(() => ({ answer } = intent.handler.interpret(text, input, { limits, cut })));
        expect(error === undefined || error instanceof UnusableAnswer).toBe(true);
        expect(codePoints(answer)).toBeGreaterThan(0);
        expect(codePoints(answer)).toBeLessThanOrEqual(maxChars);
        expect(answer).not.toMatch(/<\/?think>|[\u200B\uFEFF]/);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses an empty answer and one of thoughts alone', () => {
    const { intent, input } = askWith(name, '');
    for (const text of ['', ' \n', '<think>hm</think>', '<think>hm']) {
      expect(() => intent.handler.interpret(text, input, { limits: {}, cut: false })).toThrow(UnusableAnswer);
    }
  });
});
