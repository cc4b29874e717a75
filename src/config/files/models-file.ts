import { z } from 'zod';
import { decimal, mapOf, pattern, section, wholeNumber } from '../schema-kit.js';

export const MODELS_FILE = 'models.yaml';

/** The ids that OpenClaw accepts for its agents. */
export const AGENT_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Travels in a header, so it is held to the characters that vendors use. */
const PROVIDER_MODEL = /^[\w.:@+~-]+(?:\/[\w.:@+~-]+)+$/;

const price = section({
  input: decimal(0, 1_000_000).describe('Per million tokens that the model reads.'),
  output: decimal(0, 1_000_000).describe('Per million tokens that the model writes.'),
});

const model = section({
  agent: pattern(AGENT_ID, 'must be an OpenClaw agent id: letters, digits, "_" and "-", at most 64')
    .optional()
    .describe('The OpenClaw agent that runs it; the name of this entry when absent.'),
  model: pattern(PROVIDER_MODEL, 'must be provider/model, such as deepseek/deepseek-chat')
    .optional()
    .describe("Overrides the agent's own model; always provider/model."),
  first_content_ms: wholeNumber(1, 600_000)
    .default(4000)
    .describe('No words after this many milliseconds: the attempt has failed.'),
  total_ms: wholeNumber(1, 600_000).default(20_000).describe('Milliseconds for a whole attempt.'),
  max_concurrent: wholeNumber(1, 10_000).default(8).describe('Runs at the same time, per gateway.'),
  price: price.optional().describe('What it costs, in a currency of yours: traces tell what each ask cost.'),
}).refine(({ first_content_ms: first, total_ms: total }) => first <= total, {
  error: 'must not be less than first_content_ms, or every attempt fails',
  path: ['total_ms'],
});

export const modelsFile = section({
  models: mapOf(model, 'models by name').describe('The models that profiles may name.'),
});

export type ModelsFile = z.output<typeof modelsFile>;
export type ModelEntry = z.output<typeof model>;

/** What `model: <alias>` means without a models file. */
export function defaultModelEntry(): ModelEntry {
  return model.parse({});
}
