import { z } from 'zod';
import { CONTEXT_KEY } from '../../common/ask-context.js';
import { USER_ID_PATTERN } from '../../common/ids.js';
import { DEFAULT_GUARD, DEFAULT_LATENCY_LIMIT } from '../rollout-guard.js';
import {
  decimal,
  listOf,
  pattern,
  reference,
  section,
  text,
  versionRange,
  wholeNumber,
} from '../schema-kit.js';

const CONTEXT_KEY_RULE = 'must be a key of the context: 1 to 64 letters, digits, ".", "_", ":" or "-"';

const MAX_VARIANTS = 10;
const MAX_TARGETS = 50;
const MAX_USERS = 1000;
const MAX_VALUES = 100;
/** What a route may have of an operator's request, which is 64 KB and 2000 parts at most; the rest is for the reason. */
const MAX_BYTES = 60_000;
const MAX_PARTS = 1900;

/** Shares are decimals, whose sum is not always as round as they are. */
const ROUNDING = 1e-9;

const variant = section({
  profile: reference('the name of a profile').describe('The profile that is tried out.'),
  percent: decimal(0, 100).describe('Share of the users who get it, from 0 to 100.'),
});

const variants = listOf(variant, 'variants {profile, percent}', MAX_VARIANTS)
  .refine((list) => new Set(list.map(({ profile }) => profile)).size === list.length, {
    error: 'must not name a profile twice',
  })
  .refine((list) => list.reduce((sum, { percent }) => sum + percent, 0) <= 100 + ROUNDING, {
    error: 'must not take more than 100 percent together',
  });

const scalar = z.union([text(500), z.number(), z.boolean()], {
  error: 'must be text of 1 to 500 characters, a number, true or false',
});

const context = z.record(
  pattern(CONTEXT_KEY, CONTEXT_KEY_RULE),
  listOf(scalar, 'values', MAX_VALUES).refine(hasItems, { error: 'must have at least one value' }),
  { error: 'must be a map from keys of the context to lists of values' },
);

const tried = reference('the name of a profile').describe('The profile that they get.');
const users = listOf(pattern(USER_ID_PATTERN, 'must be a user id as tokens carry it'), 'user ids', MAX_USERS)
  .refine(hasItems, { error: 'must name at least one user' })
  .optional()
  .describe('Ids of users, as their tokens carry them.');
const appVersion = versionRange()
  .optional()
  .describe("A range of semantic versions, such as >=1.4.0, for appVersion in the client's context.");
const contextOfTarget = context
  .optional()
  .describe("Keys of the client's context, each with a list of the values that it may have.");

export const target = section({
  profile: tried,
  users,
  app_version: appVersion,
  context: contextOfTarget,
}).refine((its) => isForSomebody(its.users, its.app_version, its.context), {
  error: 'must say for whom: users, app_version or context',
});

const targetOfBody = section({ profile: tried, users, appVersion, context: contextOfTarget })
  .refine((its) => isForSomebody(its.users, its.appVersion, its.context), {
    error: 'must say for whom: users, appVersion or context',
  })
  .transform(({ appVersion: versions, ...its }): TargetEntry => ({
    ...its,
    ...(versions !== undefined && { app_version: versions }),
  }));

const minSamples = wholeNumber(10, 1_000_000)
  .default(DEFAULT_GUARD.minSamples)
  .describe('Users of the tried profile, and of its baseline, before anything is decided.');
const falseAlarms = decimal(0.000001, 0.5)
  .default(DEFAULT_GUARD.falseAlarms)
  .describe('The chance, at most, that a profile that is no worse is ever taken back.');
const margin = decimal(0, 50)
  .default(DEFAULT_GUARD.margin)
  .describe(
    'Percentage points by which more users of the tried profile than of its baseline may fare badly, by each metric.',
  );
const latency = falseOr(
  section({
    factor: decimal(1, 100)
      .default(DEFAULT_LATENCY_LIMIT.factor)
      .describe("Times the baseline's p95, up to which no answer is slow."),
    ms: wholeNumber(0, 3_600_000)
      .default(DEFAULT_LATENCY_LIMIT.ms)
      .describe("Milliseconds beyond the baseline's p95, up to which no answer is slow."),
  }),
  'limits',
)
  .default(DEFAULT_LATENCY_LIMIT)
  .describe(
    'By how much an answer must be longer than usual to be slow; false: how long they take decides nothing.',
  );

const guard = falseOr(
  section({ min_samples: minSamples, false_alarms: falseAlarms, margin, latency }),
  'what watches',
);

const guardOfBody = falseOr(
  section({ minSamples, falseAlarms, margin, latency }).transform((its): GuardEntry => ({
    min_samples: its.minSamples,
    false_alarms: its.falseAlarms,
    margin: its.margin,
    latency: its.latency,
  })),
  'what watches',
);

const SHORT = 'the name of a profile or {profile, canary: {profile, percent}}';

export const route = z
  .union([z.string().min(1), wholeRoute(target, 'app_version', guard)], { error: `must be ${SHORT}` })
  .describe("A profile's name, or {profile, canary: {profile, percent}}, or with variants and targets.");

/** A route as the operators' API spells it; the entry is what would say the same in a file, with the same limits. */
export const routeBody: z.ZodType<RouteEntry> = wholeRoute(targetOfBody, 'appVersion', guardOfBody);

export type RouteEntry = z.output<typeof route>;
export type TargetEntry = z.output<typeof target>;
export type GuardEntry = Exclude<z.output<typeof guard>, false>;

function hasItems(list: readonly unknown[]): boolean {
  return list.length > 0;
}

function isForSomebody(
  named: readonly string[] | undefined,
  versions: string | undefined,
  keys: object | undefined,
): boolean {
  return (
    named !== undefined || versions !== undefined || (keys !== undefined && Object.keys(keys).length > 0)
  );
}

/** The keys are told one by one; only what is neither is refused as a whole. */
function falseOr<Whole extends z.ZodType>(whole: Whole, noun: string) {
  return z.union([z.literal(false), whole], {
    error: ({ input }) =>
      typeof input === 'object' && input !== null ? undefined : `must be false, or a map of ${noun}`,
  });
}

/** @param versionKey as `its` targets spell it */
function wholeRoute<Its extends z.ZodType, Guard extends z.ZodType>(
  its: Its,
  versionKey: string,
  itsGuard: Guard,
) {
  return section({
    profile: reference('the name of a profile').describe('The profile that serves the intent.'),
    canary: variant.optional().describe('Another profile for a share of the users.'),
    variants: variants.optional().describe('Several other profiles, each for a share of the users.'),
    salt: text(100).optional().describe('Another text here draws the users of canary and variants anew.'),
    guard: itsGuard
      .optional()
      .describe('When canary and variants are taken back by themselves; false: never.'),
    targets: listOf(its, `targets {profile, users, ${versionKey}, context}`, MAX_TARGETS)
      .optional()
      .describe('Profiles for certain users, who get the first that fits, whatever the shares say.'),
  })
    .refine(({ canary, variants: several }) => canary === undefined || several === undefined, {
      path: ['canary'],
      error: 'must not stand beside variants: make it one of them',
    })
    .refine(fitsRequest, {
      error: `must not have more than ${MAX_PARTS} users, values and other parts, nor ${MAX_BYTES} bytes as JSON: name fewer users`,
    });
}

/** Whoever changes a route sends the whole of it, also one that a file holds. */
function fitsRequest(its: object): boolean {
  return Buffer.byteLength(JSON.stringify(its)) <= MAX_BYTES && partsIn(its) <= MAX_PARTS;
}

/** Elements and members, at any depth. */
function partsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + 1 + partsIn(inner), 0);
}
