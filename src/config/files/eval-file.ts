import { z } from 'zod';
import { jsonCheck } from '../../common/json-schema.js';
import { MAX_PATTERN, textPattern } from '../../common/text/text-pattern.js';
import { LANGUAGES, SAME_LANGUAGE } from '../eval.js';
import { decimal, flag, listOf, oneOf, reference, section, text, wholeNumber } from '../schema-kit.js';

/** The folder of evals, a file each, in the folder of the configuration. */
export const EVALS_DIR = 'evals';

const MAX_ASSERTIONS = 50;
const MAX_TEXTS = 50;
const MAX_MS = 600_000;

const name = text(80)
  .optional()
  .describe('What the assertion is called in reports; its type when absent. No two may have the same.');
const ignoreCase = flag().default(false).describe('Whether capital and small letters are the same.');
const phrase = text(2000);

function assertion<const Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return section({ type: z.literal(type), name, ...shape });
}

function texts(meaning: string) {
  return {
    value: z
      .union([phrase, listOf(phrase, 'texts', MAX_TEXTS).nonempty({ error: 'must not be empty' })], {
        error: 'must be a text or a list of texts',
      })
      .describe(meaning),
    ignore_case: ignoreCase,
  };
}

function pattern(meaning: string) {
  return {
    value: text(MAX_PATTERN)
      .superRefine((source, context) => complain(context, () => textPattern(source)))
      .describe(`${meaning}, in the syntax of RE2: no look-around, no back-references.`),
    ignore_case: ignoreCase,
  };
}

function complain(context: z.RefinementCtx, compile: () => unknown): void {
  try {
    compile();
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    context.addIssue({ code: 'custom', message: `cannot be used: ${why}` });
  }
}

const schemaValue = z
  .record(z.string(), z.unknown(), { error: 'must be a JSON Schema, which is a map' })
  .superRefine((schema, context) => complain(context, () => jsonCheck(schema)))
  .describe('A JSON Schema (draft 7) that `output` must fit; its patterns are in the syntax of RE2.');

const assertions = [
  assertion('contains', texts('What stands in the answer; of a list, all.')),
  assertion('not-contains', texts('What does not stand in the answer; of a list, nothing.')),
  assertion('matches', pattern('A regular expression that fits somewhere in the answer')),
  assertion('not-matches', pattern('A regular expression that fits nowhere in the answer')),
  assertion('json-schema', { value: schemaValue }),
  assertion('max-bullets', { value: wholeNumber(0, 1000).describe('Most entries of a list in the answer.') }),
  assertion('max-chars', { value: wholeNumber(0, 100_000).describe('Longest answer, in characters.') }),
  assertion('min-chars', { value: wholeNumber(1, 100_000).describe('Shortest answer, in characters.') }),
  assertion('max-latency-ms', { value: wholeNumber(1, MAX_MS).describe('Milliseconds, at most.') }),
  assertion('max-cost', {
    value: decimal(0, 1_000_000).describe('Cost, at most, in the currency of the prices in models.yaml.'),
  }),
  assertion('language', {
    value: oneOf([...LANGUAGES, SAME_LANGUAGE]).describe(
      'The language of the answer, such as zh; same for the language of the texts of the input.',
    ),
  }),
  assertion('similar', {
    value: decimal(0, 1).describe('Least similarity to the answer that was given at first; 1 is the same.'),
  }),
] as const;

const TYPES = assertions.map(({ shape }) => shape.type.value);

const assertionEntry = z.discriminatedUnion('type', assertions, {
  error: ({ code }) =>
    code === 'invalid_union' ? `must be one of ${TYPES.join(', ')}` : 'must be a map with the key type',
});

export const evalFile = section({
  intent: reference('the name of an intent').describe('The intent whose answers are checked.'),
  description: text(1000).optional().describe('What it is for.'),
  pass_rate: decimal(0, 1)
    .default(1)
    .describe('Share of the answers, from 0 to 1, that must pass every assertion.'),
  assertions: listOf(assertionEntry, 'assertions', MAX_ASSERTIONS)
    .nonempty({ error: 'must have at least one assertion' })
    .superRefine((entries, context) => {
      for (const [index, entry] of entries.entries()) {
        if (entry.name === undefined) continue;
        if (entries.findIndex((other) => other.name === entry.name) === index) continue;
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: 'is the name of another assertion',
        });
      }
    })
    .describe('What must be true of an answer.'),
});

export type EvalFile = z.output<typeof evalFile>;
export type AssertionEntry = z.output<typeof assertionEntry>;
