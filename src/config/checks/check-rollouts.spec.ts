import { describe, expect, it } from 'vitest';
import { configDir } from '../../../test/config/config-dir.js';
import { loadSnapshot } from '../load-snapshot.js';

const INTENTS = ['summarize', 'support'];

/** What is said of a route of `summarize` in the shared file, in every environment that allows all but `summarize_v4`. */
function issuesOf(route: string): string[] {
  const dir = configDir({
    'mini-program-profiles.yaml': `profiles:
${['summarize_v1', 'summarize_v2', 'summarize_v3', 'summarize_v4', 'support_v1', 'brief']
  .map((name) => `  ${name}: { model: fast, system_prompt: Hi }`)
  .join('\n')}
routing:
  support: support_v1
  summarize: ${route}
`,
    'env-policy.yaml': `environments:
  prod: { allowed_profiles: [summarize_v1, summarize_v2, summarize_v3, support_v1, brief] }
`,
  });
  const { issues } = loadSnapshot({ configDir: dir, environment: 'prod', knownIntents: INTENTS, now: 0 });
  return issues.map(({ severity, path, message }) => `${severity} ${path} ${message}`);
}

const at = 'routing.summarize';
const NOBODY =
  "leaves nobody to the route's own profile to compare with, so nothing watches it (guard: false says that this is meant)";

describe('a route', () => {
  it.each([
    '{ profile: summarize_v1, variants: [{ profile: summarize_v2, percent: 10.5 }, { profile: brief, percent: 89.5 }], salt: spring, guard: false }',
    '{ profile: summarize_v1, variants: [{ profile: summarize_v2, percent: 33.3 }, { profile: summarize_v3, percent: 33.3 }, { profile: brief, percent: 33.4 }], guard: false }',
    '{ profile: summarize_v1, variants: [{ profile: summarize_v2, percent: 60 }, { profile: brief, percent: 39.9 }] }',
    '{ profile: summarize_v1, targets: [{ profile: summarize_v2, users: [u_1] }, { profile: summarize_v3, app_version: ">=1.4.0", context: { locale: [zh_CN], vip: [true, 1] } }] }',
    '{ profile: summarize_v1, canary: { profile: summarize_v2, percent: 5 }, guard: false }',
    '{ profile: summarize_v1, canary: { profile: summarize_v2, percent: 5 }, guard: { min_samples: 200, false_alarms: 0.001, margin: 0.5 } }',
    '{ profile: summarize_v1, canary: { profile: summarize_v2, percent: 5 }, guard: { latency: { factor: 2, ms: 0 } } }',
    '{ profile: summarize_v1, canary: { profile: summarize_v2, percent: 5 }, guard: { latency: false } }',
    '{ profile: summarize_v1, variants: [], targets: [] }',
  ])('is sound: %s', (route) => {
    expect(issuesOf(route)).toEqual([]);
  });

  it.each([
    ['variants: [{ profile: summarize_v2, percent: 60 }, { profile: summarize_v3, percent: 40.1 }]', '.variants must not take more than 100 percent together'],
    ['variants: [{ profile: summarize_v2, percent: 1 }, { profile: summarize_v2, percent: 2 }]', '.variants must not name a profile twice'],
    ['variants: [{ profile: summarize_v2 }]', '.variants[0].percent is missing; it must be a number from 0 to 100'],
    ['variants: { profile: summarize_v2, percent: 1 }', '.variants must be a list of at most 10 variants {profile, percent}, not a map'],
    ['canary: { profile: summarize_v2, percent: 1 }, variants: [{ profile: summarize_v3, percent: 1 }]', '.canary must not stand beside variants: make it one of them'],
    ['variants: [{ profile: summarize_v9, percent: 1 }]', '.variants[0].profile there is no profile "summarize_v9" (did you mean "summarize_v1"?)'],
    ['salt: 7', '.salt must be text of 1 to 100 characters; put a number, true or false in quotes, not 7'],
    ['canary: { profile: summarize_v2, percent: 1 }, guard: true', '.guard must be false, or a map of what watches, not true'],
    ['canary: { profile: summarize_v2, percent: 1 }, guard: { min_samples: 5 }', '.guard.min_samples must be a whole number from 10 to 1000000, not 5'],
    ['canary: { profile: summarize_v2, percent: 1 }, guard: { false_alarms: 0 }', '.guard.false_alarms must be a number from 0.000001 to 0.5, not 0'],
    ['canary: { profile: summarize_v2, percent: 1 }, guard: { margins: 1 }', '.guard.margins is not a known key (did you mean "margin"?); allowed here: min_samples, false_alarms, margin, latency'],
    ['canary: { profile: summarize_v2, percent: 1 }, guard: { latency: { factor: 0.9 } }', '.guard.latency.factor must be a number from 1 to 100, not 0.9'],
    ['canary: { profile: summarize_v2, percent: 1 }, guard: { latency: { ms: -1 } }', '.guard.latency.ms must be a whole number from 0 to 3600000, not -1'],
    ['canary: { profile: summarize_v2, percent: 1 }, guard: { latency: slow }', '.guard.latency must be false, or a map of limits, not "slow"'],
    ['targets: [{ profile: summarize_v9, users: [u_1] }]', '.targets[0].profile there is no profile "summarize_v9" (did you mean "summarize_v1"?)'],
    ['targets: [{ profile: summarize_v2 }]', '.targets[0] must say for whom: users, app_version or context'],
    ['targets: [{ profile: summarize_v2, context: {} }]', '.targets[0] must say for whom: users, app_version or context'],
    ['targets: [{ profile: summarize_v2, users: [] }]', '.targets[0].users must name at least one user'],
    ['targets: [{ profile: summarize_v2, users: ["u 1"] }]', '.targets[0].users[0] must be a user id as tokens carry it, not "u 1"'],
    ['targets: [{ profile: summarize_v2, app_version: newest }]', '.targets[0].app_version must be a range of versions, such as ">=1.4.0" or "1.2.x || >=2.0.0"'],
    ['targets: [{ profile: summarize_v2, app_version: 1.4 }]', '.targets[0].app_version must be a range of versions, such as ">=1.4.0" or "1.2.x || >=2.0.0", not 1.4'],
    ['targets: [{ profile: summarize_v2, context: { locale: zh_CN } }]', '.targets[0].context.locale must be a list of at most 100 values, not "zh_CN"'],
    ['targets: [{ profile: summarize_v2, context: { locale: [] } }]', '.targets[0].context.locale must have at least one value'],
    ['targets: [{ profile: summarize_v2, context: { "my locale": [x] } }]', '.targets[0].context["my locale"] must be a key of the context: 1 to 64 letters, digits, ".", "_", ":" or "-"'],
    ['targets: [{ profile: summarize_v2, users: [u_1], user: u_2 }]', '.targets[0].user is not a known key (did you mean "users"?); allowed here: profile, users, app_version, context'],
  ])('is refused: %s', (rest, expected) => {
    expect(issuesOf(`{ profile: summarize_v1, ${rest} }`)).toEqual([`error ${at}${expected}`]);
  }); // prettier-ignore

  it.each([
    ['variants: [{ profile: summarize_v1, percent: 5 }]', ".variants[0].profile has no effect: it is the route's own profile, which takes the rest anyway"],
    ['salt: spring', '.salt has no effect without canary or variants'],
    ['guard: false', '.guard has no effect without canary or variants'],
    ['canary: { profile: summarize_v2, percent: 100 }', `.canary ${NOBODY}`],
    ['variants: [{ profile: summarize_v2, percent: 66.6 }, { profile: summarize_v3, percent: 33.4 }], guard: { margin: 1 }', `.variants ${NOBODY}`],
    ['canary: { profile: support_v1, percent: 5 }', '.canary.profile support_v1 is called as a profile of the intent "support", and serves "summarize" here'],
    ['variants: [{ profile: summarize_v4, percent: 5 }]', '.variants[0].profile prod does not allow summarize_v4, a variant of the intent "summarize" (it allows summarize_v1, summarize_v2, summarize_v3, support_v1, brief)'],
    ['targets: [{ profile: summarize_v4, users: [u_1] }]', '.targets[0].profile prod does not allow summarize_v4, a target of the intent "summarize" (it allows summarize_v1, summarize_v2, summarize_v3, support_v1, brief)'],
  ])('is told to be other than it looks: %s', (rest, expected) => {
    expect(issuesOf(`{ profile: summarize_v1, ${rest} }`)).toEqual([`warning ${at}${expected}`]);
  }); // prettier-ignore
});

describe('a target', () => {
  const told = `warning ${at}.targets[1] is never reached: targets[0] takes all of them first`;

  it.each([
    ['users: [u_1, u_2]', 'users: [u_2]', true],
    ['users: [u_1, u_2]', 'users: [u_2], app_version: 1.x', true],
    ['users: [u_1, u_2]', 'users: [u_2, u_3]', false],
    ['users: [u_1]', 'app_version: 1.x', false],
    ['app_version: ">=1.4.0"', 'app_version: ">=1.5.0 <2"', true],
    ['app_version: ">=1.4.0"', 'app_version: ">=1.3.0"', false],
    ['context: { locale: [zh_CN, en] }', 'context: { locale: [en], vip: [true] }', true],
    ['context: { locale: [zh_CN] }', 'context: { locale: [en] }', false],
    ['context: { locale: [en], vip: [true] }', 'context: { locale: [en] }', false],
  ])('after {%s}, {%s} is out of reach: %j', (first, second, isCovered) => {
    const targets = `[{ profile: summarize_v2, ${first} }, { profile: summarize_v3, ${second} }]`;
    expect(issuesOf(`{ profile: summarize_v1, targets: ${targets} }`)).toEqual(isCovered ? [told] : []);
  });
});
