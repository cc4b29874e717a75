import { z } from 'zod';
import { AI_LABEL } from '../../common/ai-label.js';
import { flag, listOf, oneOf, pattern, reference, section, timeZone, wholeNumber } from '../schema-kit.js';
import { CAPTURE_LEVELS, ENVIRONMENTS, LOG_LEVELS, STORAGE_FAILURES } from '../snapshot.js';
import { routing } from './profiles-file.js';

export const POLICY_FILE = 'env-policy.yaml';

const quotas = section({
  asks_per_minute: wholeNumber(1, 100_000).default(60).describe('Asks of one user in a minute.'),
  asks_per_day: wholeNumber(1, 10_000_000).optional().describe('Asks of one user in a day.'),
  tokens_per_day: wholeNumber(1, 10_000_000_000).optional().describe('Tokens of one user in a day.'),
  total_tokens_per_day: wholeNumber(1, 1_000_000_000_000)
    .optional()
    .describe('Tokens of all users together in a day.'),
  alarm_at_percent: wholeNumber(1, 100)
    .default(80)
    .describe('The share of total_tokens_per_day at which the log warns, once a day.'),
  time_zone: timeZone().default('Asia/Shanghai').describe('Where a day begins at midnight: an IANA name.'),
});

const contentSafety = section({
  provider: oneOf(['none', 'wechat']).default('none').describe('Who checks texts and answers.'),
  on_failure: oneOf(['block', 'allow'])
    .default('block')
    .describe('What happens when the check itself fails.'),
  on_review: oneOf(['block', 'allow'])
    .default('block')
    .describe('What happens to a text that WeChat would have a person look at.'),
  scene: wholeNumber(1, 4)
    .default(2)
    .describe('What WeChat takes the texts for: 1 profile, 2 comment, 3 forum, 4 social post.'),
});

/** Ten years. */
const MAX_DAYS = 3660;

const retention = section({
  traces_days: wholeNumber(1, MAX_DAYS).default(30).describe('Days for which traces are kept.'),
  audit_days: wholeNumber(1, MAX_DAYS)
    .default(190)
    .describe('Days for which it is kept on record which answers were given and labelled.'),
});

const environment = section({
  allowed_profiles: listOf(reference('the name of a profile'), 'names of profiles', 1000).describe(
    'The profiles that may serve here, and no others.',
  ),
  log_level: oneOf(LOG_LEVELS).default('info').describe('What is logged: this level and everything above.'),
  routing: routing.default({}).describe('Routes that win over those of the profiles file.'),
  allow_local_fallback: flag()
    .default(false)
    .describe('Whether the local agent answers, without a model, when no profile gave a usable answer.'),
  quotas: quotas.prefault({}).describe('What users may use.'),
  content_safety: contentSafety.prefault({}).describe('Checking what users write and models answer.'),
  ai_label: pattern(/^(?=.*\S)\P{C}{1,64}$/u, 'must be a line of 1 to 64 characters')
    .default(AI_LABEL)
    .describe('The label that stands beside every answer: that an AI made it.'),
  capture: oneOf(CAPTURE_LEVELS)
    .default('redacted')
    .describe('What traces keep of what users write and models answer.'),
  storage_failure: oneOf(STORAGE_FAILURES)
    .default('refuse')
    .describe(
      'What happens while records cannot be stored: asks are refused, or go on and their records wait on the local disk.',
    ),
  retention: retention.prefault({}).describe('For how long records are kept.'),
  debug_errors: flag()
    .default(false)
    .describe('Whether error responses say more than they should in public.'),
});

export const policyFile = section({
  environments: section({
    dev: environment.optional().describe('The laptop of a developer.'),
    staging: environment.optional().describe('Where a release is tried.'),
    prod: environment.optional().describe('Where users are.'),
  }).describe(`What each environment allows: ${ENVIRONMENTS.join(', ')}.`),
});

export type PolicyFile = z.output<typeof policyFile>;
export type PolicyEntry = z.output<typeof environment>;
