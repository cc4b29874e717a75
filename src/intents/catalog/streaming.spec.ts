import { Test } from '@nestjs/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { cpuMs } from '../../../test/support/cpu-ms.js';
import { MODEL_ANSWERS } from '../../../test/support/model-answers.js';
import { inPieces, type Streamed, streamed } from '../../../test/support/streamed.js';
import { thrownBy } from '../../../test/support/thrown-by.js';
import { codePoints } from '../../common/text/normalise.js';
import type { OutputLimits } from '../../config/snapshot.js';
import { AskBodyPipe } from '../ask-body.pipe.js';
import { type IntentHandler, type Interpretation, UnusableAnswer } from '../intent-handler.js';
import { IntentRegistry } from '../intent-registry.js';
import { IntentsModule } from '../intents.module.js';
import { catalogIntentNames } from './index.js';

/**
 * Answers that only their end shows to be something else than they seemed: thoughts that nothing opened, JSON
 * that takes the place of many words before it, and a draft that a second list replaces.
 */
const SEEM_OTHERWISE = [
  'thoughts that the template opened',
  'thoughts before an answer element',
  'a list that was thought',
  'JSON behind many words',
  'items and a draft of them',
];
/** Those that mislead an intent; one that is not named here may be misled by all. */
const MISLEADING: Readonly<Record<string, readonly string[]>> = {
  extract: [],
  recommend: ['items and a draft of them'],
  summarize: ['a list that was thought'],
  support: SEEM_OTHERWISE.slice(0, 4),
};

/** What nobody shall see: tags, tokens, Markdown, JSON, and what the corpus calls secret. */
const NOT_TO_BE_SHOWN = /secret|<[/|\w]|```|\*\*|\{\s*"|\["|\[\[|\[TOOL/;

/** What the answers of the corpus speak of, as they should. */
const SPOKEN_OF = new Set(['words in angle brackets', 'JSON in a sentence', 'JSON as an example', 'code']);

let registry: IntentRegistry;
let pipe: AskBodyPipe;

beforeAll(async () => {
  const module = await Test.createTestingModule({ imports: [IntentsModule] }).compile();
  await module.init();
  registry = module.get(IntentRegistry);
  pipe = module.get(AskBodyPipe);
});

interface Example {
  readonly handler: IntentHandler;
  readonly input: object;
}

function exampleOf(name: string): Example {
  const intent = registry.get(name);
  if (intent === undefined) throw new Error(`there is no intent ${name}`);
  const { input } = pipe.transform({ intent: name, input: intent.options.example });
  return { handler: intent.handler, input };
}

/** Undefined when the answer is unusable. @throws whatever else it was */
function usable(read: () => Interpretation<object>): Interpretation<object> | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnusableAnswer) return undefined;
    throw error;
  }
}

/** That the deltas are the answer, so far and in the end. */
function expectOneAnswer({ deltas, shown, end }: Streamed, { maxChars = Infinity }: OutputLimits): void {
  const said = deltas.join('');
  expect(shown.at(-1)?.answer ?? '').toBe(said);
  for (const interpretation of shown) expectAgreement(interpretation);
  const whole = usable(end);
  if (whole === undefined) return;
  expect(whole.answer.slice(0, said.length)).toBe(said);
  expect(codePoints(whole.answer)).toBeLessThanOrEqual(maxChars);
  expectAgreement(whole);
}

/** What an output holds of texts stands in its answer: bullets and items a line each, a reply as it is. */
function expectAgreement({ answer, output, truncated }: Interpretation<object>): void {
  if ('reply' in output) expect(output.reply).toBe(answer);
  if ('question' in output && output.question !== null) expect(answer).toContain(output.question);
  const entries = Object.entries(output).find(([key]) => key === 'bullets' || key === 'items')?.[1];
  if (!Array.isArray(entries) || entries.length === 0) return;
  const lines = answer.split('\n');
  expect(lines).toHaveLength(entries.length);
  const whole = truncated ? entries.slice(0, -1) : entries;
  for (const [index, entry] of whole.entries()) {
    if (typeof entry === 'string') expect(lines[index]).toBe(`• ${entry}`);
    else expect(lines[index]).toBe(lineOf(entry, index));
  }
}

function lineOf({ title, reason }: { title: string; reason: string }, index: number): string {
  return `${index + 1}. ${title}${reason === '' ? '' : `：${reason}`}`;
}

const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 });
const limits = fc.record(
  { maxChars: fc.integer({ min: 1, max: 500 }), maxBullets: fc.integer({ min: 1, max: 5 }) },
  { requiredKeys: [] },
);

const NASTY = [
  ...'\n¦\n\n¦ ¦  ¦- ¦* ¦1. ¦A. ¦•¦> ¦# ¦| a | b |\n¦|-|-|\n¦---\n¦：¦: '.split('¦'),
  ...'**¦*¦__¦_¦`¦```\n¦~~¦[¦]¦](¦)¦![¦\\¦&¦&lt;¦&#¦amp;¦e\u0301¦\u0301'.split('¦'),
  ...'{¦}¦[[¦["¦"¦,¦{"items":[¦{"id":"tea-01","reason":"¦"}¦{"reply":"¦{"bullets":["'.split('¦'),
  ...'<¦>¦</¦<think>¦</think>¦<|im_end|>¦<answer>\n¦</answer>¦◁think▷¦[THINK]¦[TOOL_CALLS]'.split('¦'),
  ...'analysis¦assistantfinal¦🎉¦👩‍👩‍👧¦\uD83C¦\uDF89¦\u200B¦\r¦\u00A0¦中文。¦word¦Hello. ¦？'.split('¦'),
];
const garbage = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...NASTY) },
      { weight: 2, arbitrary: fc.constantFrom(...Object.values(MODEL_ANSWERS)) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(''));

describe.each(catalogIntentNames())('an answer of the intent %s that is being written', (name) => {
  const others = MISLEADING[name] ?? SEEM_OTHERWISE;

  it('begins with everything that was shown, whatever the model writes and however it comes', () => {
    const { handler, input } = exampleOf(name);
    fc.assert(
      fc.property(garbage, sizes, limits, fc.boolean(), (text, split, limited, cut) => {
        const options = { limits: limited, cut };
        expectOneAnswer(streamed(handler, input, inPieces(text, split), options), limited);
      }),
      { numRuns: 400 },
    );
  });

  it.each(Object.entries(MODEL_ANSWERS).filter(([what]) => !others.includes(what)))(
    'is the one that the whole text gives: %s',
    (what, text) => {
      const { handler, input } = exampleOf(name);
      fc.assert(
        fc.property(sizes, limits, fc.boolean(), (split, limited, cut) => {
          const stream = streamed(handler, input, inPieces(text, split), { limits: limited, cut });
          expectOneAnswer(stream, limited);
          const whole = usable(() => handler.interpret(text, input, { limits: limited, cut }));
          expect(usable(stream.end)).toEqual(whole);
          const unlikeText = SPOKEN_OF.has(what) ? '' : stream.deltas.join('');
          expect(unlikeText).not.toMatch(NOT_TO_BE_SHOWN);
        }),
        { numRuns: 15 },
      );
    },
  );

  it.each(others)('goes on behind what was shown: %s', (what) => {
    const { handler, input } = exampleOf(name);
    const stream = streamed(handler, input, inPieces(MODEL_ANSWERS[what] ?? '', [1]));
    expectOneAnswer(stream, {});
  });

  it.each([
    'Words. ',
    '- a\n',
    '**a** `b` [c](d) ',
    '{"items":[{"id":"tea-01"},',
    '["',
    '<',
    '\n',
    'A. a\n',
    '🎉',
  ])('takes a megabyte of %j in bounded time', (piece) => {
    const { handler, input } = exampleOf(name);
    const pieces = inPieces(piece.repeat(1_000_000 / piece.length), [1, 20, 7]);
    const begin = cpuMs();
    streamed(handler, input, pieces);
    expect(cpuMs() - begin).toBeLessThan(2000);
  });

  it('throws nothing while the model writes', () => {
    const { handler, input } = exampleOf(name);
    const pieces = Object.values(MODEL_ANSWERS).flatMap((text) => inPieces(text, [3]));
    expect(thrownBy(() => streamed(handler, input, pieces))).toBeUndefined();
  });
});
