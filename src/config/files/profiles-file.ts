import { z } from 'zod';
import {
  decimal,
  listOf,
  mapOf,
  nameKey,
  pattern,
  reference,
  section,
  text,
  wholeNumber,
} from '../schema-kit.js';
import { route } from './route-entry.js';

export const PROFILES_FILE = 'mini-program-profiles.yaml';

/** WeChat ends every request after 60 s; the rest is for the way there and back. */
const MAX_DEADLINE_MS = 55_000;

const TOOL_NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/;

/** By intent, not by a name of ours: whether an intent exists is for the reference check to say. */
export const routing = z.record(z.string(), route, { error: 'must be a map from intents to profiles' });

const output = section({
  max_chars: wholeNumber(1, 100_000).default(20_000).describe('Longest answer, in characters.'),
  max_bullets: wholeNumber(1, 100).optional().describe('Most bullets of an answer.'),
});

const toolList = listOf(
  pattern(TOOL_NAME, 'must be the name of a tool: letters, digits, "_", "-", "." and ":"'),
  'tool names',
  64,
).refine((tools) => new Set(tools).size === tools.length, { error: 'must not name a tool twice' });

const profile = section({
  model: reference('the name of a model').describe(
    'A model of models.yaml; without that file, the OpenClaw agent of this name.',
  ),
  system_prompt: text().describe('What the model is told before it sees the data of a request.'),
  max_tokens: wholeNumber(1, 200_000).default(800).describe('Longest answer of the model, in tokens.'),
  temperature: decimal(0, 2)
    .optional()
    .describe('How freely the model words its answer: 0 is the steadiest, 2 the wildest.'),
  top_p: decimal(0, 1).optional().describe('Only the most likely words up to this share are considered.'),
  deadline_ms: wholeNumber(100, MAX_DEADLINE_MS)
    .default(8000)
    .describe('A call without streaming is answered within this many milliseconds.'),
  hedge_ms: wholeNumber(50, 60_000)
    .optional()
    .describe(
      'No words after this many milliseconds: the model is asked a second time, and the first to answer wins. Costs tokens; absent is never.',
    ),
  tools: toolList
    .default([])
    .describe('Tools the model may use: the OpenClaw agent that carries exactly these serves the profile.'),
  fallback: reference('the name of a profile')
    .optional()
    .describe('The profile to try when this one fails before its first words.'),
  cache_ttl_s: wholeNumber(0, 604_800)
    .default(0)
    .describe('Seconds for which an answer may be given again to the same question; 0 is never.'),
  output: output.prefault({}).describe('Limits on what is shown.'),
  labels: z
    .record(nameKey(), text(200), { error: 'must be a map of texts' })
    .default({})
    .describe('Notes of your own, such as an owner or a ticket.'),
});

export const profilesFile = section({
  profiles: mapOf(profile, 'profiles by name').describe('The prompts and settings there are, by name.'),
  routing: routing.default({}).describe('Which profile serves an intent, in every environment.'),
});

export type ProfilesFile = z.output<typeof profilesFile>;
