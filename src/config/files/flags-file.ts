import { z } from 'zod';
import type { Json } from '../../common/json.js';
import { FLAG_EFFECT_KINDS, FLAG_STATES } from '../flag.js';
import { flag as trueOrFalse, oneOf, pattern, section, text } from '../schema-kit.js';

export const FLAGS_FILE = 'feature-flags.yaml';

const MAX_FLAGS = 200;
const MAX_VARIANTS = 50;
const MAX_EVALUATORS = 100;
const MAX_NOTES = 30;

/** What flags are called; keys of other systems have dots and slashes too, which paths of URLs do not like. */
const FLAG_KEY = /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/;
export const FLAG_KEY_RULE =
  'must begin with a letter and have at most 100 letters, digits, "_", "." and "-"';
const VARIANT_RULE = 'must be the name of a variant: 1 to 64 letters, digits, "_", "." and "-"';
const VARIANT = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

/** A value that JSON has; what else YAML can spell, such as `.inf` or `!!binary`, is told where it stands. */
const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)], {
    error: 'must be a value that JSON has',
  }),
);

const logic = (what: string) => z.record(z.string(), json, { error: `must be ${what} in JsonLogic` });

const note = z.union([text(500), z.number(), z.boolean()], {
  error: 'must be text of 1 to 500 characters, a number, true or false',
});

const metadata = z
  .object(
    {
      description: text(500).optional().describe('What it is for, for the people who operate it.'),
      client: trueOrFalse()
        .optional()
        .describe('Whether clients are told its value: in GET /v1/mini/config, and by OFREP.'),
      effect: oneOf(FLAG_EFFECT_KINDS).optional().describe('What it changes on the server.'),
      intents: text(1000)
        .optional()
        .describe('The intents that the effect is about, such as "support, recommend"; "*" for all.'),
    },
    { error: 'must be a map of texts, numbers, true and false' },
  )
  .catchall(note)
  .refine((notes) => Object.keys(notes).length <= MAX_NOTES, {
    error: `must have at most ${MAX_NOTES} keys`,
  });

const variants = z
  .record(pattern(VARIANT, VARIANT_RULE), json, { error: 'must be a map from names to values' })
  .refine((all) => Object.keys(all).length > 0, { error: 'must have at least one variant' })
  .refine((all) => Object.keys(all).length <= MAX_VARIANTS, {
    error: `must have at most ${MAX_VARIANTS} variants`,
  });

const flag = section({
  state: oneOf(FLAG_STATES).describe('DISABLED: as if there was no such flag.'),
  variants: variants.describe('The values that it may have, by names; all of one type.'),
  defaultVariant: z
    .string({ error: 'must be the name of a variant' })
    .nullable()
    .optional()
    .describe('The variant of those for whom the targeting has none.'),
  targeting: logic('a rule')
    .optional()
    .describe('Who gets which variant: JsonLogic with the additions of flagd.'),
  metadata: metadata.optional().describe('What MiniAsk makes of it, and notes of your own.'),
});

export const flagsFile = section({
  $schema: text(500).optional().describe('For editors.'),
  flags: z
    .record(pattern(FLAG_KEY, FLAG_KEY_RULE), flag, { error: 'must be a map of flags' })
    .refine((all) => Object.keys(all).length <= MAX_FLAGS, { error: `must have at most ${MAX_FLAGS} flags` })
    .describe('The flags there are, by key.'),
  $evaluators: z
    .record(z.string().min(1).max(64), json, { error: 'must be a map of rules' })
    .refine((all) => Object.keys(all).length <= MAX_EVALUATORS, {
      error: `must have at most ${MAX_EVALUATORS} rules`,
    })
    .optional()
    .describe('Parts of rules that several flags share, named by {"$ref": name}.'),
  metadata: z
    .record(z.string().min(1).max(64), note, { error: 'must be a map of notes' })
    .optional()
    .describe('Notes of your own on all of them.'),
});

export type FlagsFile = z.output<typeof flagsFile>;
export type FlagEntry = FlagsFile['flags'][string];
