import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConfigTexts, MINIMAL_DIR, configDir } from '../../test/config/config-dir.js';
import { describeIssues, errorsIn } from './issues.js';
import { type SnapshotResult, loadSnapshot } from './load-snapshot.js';
import type { ConfigIssue, EnvironmentName, Snapshot } from './snapshot.js';

const INTENTS = ['extract', 'recommend', 'summarize', 'support'];

const ONE_PROFILE = `
profiles:
  a_v1:
    model: fast
    system_prompt: Be brief.
`;

function loadDir(
  dir: string,
  environment: EnvironmentName | null = 'prod',
  intents = INTENTS,
): SnapshotResult {
  return loadSnapshot({ configDir: dir, environment, knownIntents: intents, now: 1000 });
}

/** The issues of a directory with these files, without the directory's own name. */
function issuesOf(
  texts: ConfigTexts,
  environment: EnvironmentName | null = 'prod',
  intents = INTENTS,
): ConfigIssue[] {
  const dir = configDir(texts);
  return loadDir(dir, environment, intents).issues.map((issue) =>
    Object.assign({}, issue, { file: issue.file.replace(dir, '').replace(/^\//, '') }),
  );
}

const messagesOf = (issues: readonly ConfigIssue[]): string[] =>
  issues.map(({ file, line, column, path, message }) => `${file}:${line}:${column} ${path} — ${message}`);

function snapshotOf(texts: ConfigTexts, environment: EnvironmentName = 'prod', intents = INTENTS): Snapshot {
  const { snapshot, issues } = loadDir(configDir(texts), environment, intents);
  if (snapshot === null) throw new Error(describeIssues(issues));
  return snapshot;
}

const profilesText = (keys: string): string => `${ONE_PROFILE}${keys.replaceAll(/^/gm, '    ')}\n`;
const modelsText = (keys: string): string => `models:\n  fast:\n${keys.replaceAll(/^/gm, '    ')}\n`;
const prodText = (keys: string): string =>
  `environments:\n  prod:\n    allowed_profiles: [a_v1]\n${keys.replaceAll(/^/gm, '    ')}\n`;

describe('the two files that start a server', () => {
  it('load for prod, with every default', () => {
    const { snapshot } = loadDir(MINIMAL_DIR);
    expect(snapshot?.profiles.get('summarize_v1')).toEqual({
      name: 'summarize_v1',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      model: 'fast',
      systemPrompt: 'You are a concise assistant.\nReturn bullet points only.\n',
      maxTokens: 400,
      deadlineMs: 8000,
      tools: [],
      cacheTtlS: 0,
      output: { maxChars: 20_000 },
      labels: {},
    });
    expect(snapshot?.models.get('strong')).toEqual({
      alias: 'strong',
      agent: 'strong',
      firstContentMs: 4000,
      totalMs: 20_000,
      maxConcurrent: 8,
    });
    expect(snapshot?.environment).toEqual({
      name: 'prod',
      allowedProfiles: ['summarize_v1', 'support_v1'],
      logLevel: 'info',
      routing: new Map(),
      allowLocalFallback: false,
      quotas: { asksPerMinute: 60, alarmAtPercent: 80, timeZone: 'Asia/Shanghai' },
      contentSafety: { provider: 'none', onFailure: 'block', onReview: 'block', scene: 2 },
      aiLabel: '内容由 AI 生成',
      capture: 'redacted',
      storageFailure: 'refuse',
      retention: { tracesDays: 30, auditDays: 190 },
      debugErrors: false,
    });
    expect([...(snapshot?.routing ?? [])]).toEqual([
      ['summarize', { profile: 'summarize_v1' }],
      ['support', { profile: 'support_v1' }],
    ]);
    expect(snapshot?.loadedAt).toBe(1000);
  });

  it.each(['dev', 'prod'] as const)(
    'warn, run as %s, about everything that no environment can reach',
    (environment) => {
      const { snapshot, issues } = loadDir(MINIMAL_DIR, environment);
      expect(messagesOf(issues)).toEqual([
        `${MINIMAL_DIR}/env-policy.yaml:3:24 environments.dev.allowed_profiles[0] — dev allows the profile "summarize_v2", which does not exist (did you mean "summarize_v1"?)`,
        `${MINIMAL_DIR}/env-policy.yaml:3:40 environments.dev.allowed_profiles[1] — dev allows the profile "support_v2", which does not exist (did you mean "support_v1"?)`,
        `${MINIMAL_DIR}/mini-program-profiles.yaml:14:1 routing — the intent "extract" has no route, so nothing serves it`,
        `${MINIMAL_DIR}/mini-program-profiles.yaml:14:1 routing — the intent "recommend" has no route, so nothing serves it`,
        `${MINIMAL_DIR}/mini-program-profiles.yaml:15:14 routing.summarize — dev cannot reach the intent "summarize": it is routed to summarize_v1, which dev does not allow (it allows summarize_v2, support_v2)`,
        `${MINIMAL_DIR}/mini-program-profiles.yaml:16:12 routing.support — dev cannot reach the intent "support": it is routed to support_v1, which dev does not allow (it allows summarize_v2, support_v2)`,
      ]);
      expect(snapshot?.warnings).toEqual(issues);
    },
  );

  it('do not load for an environment that they do not declare', () => {
    const { snapshot, issues } = loadDir(MINIMAL_DIR, 'staging');
    expect(snapshot).toBeNull();
    expect(errorsIn(issues)).toMatchObject([
      { path: 'environments', line: 1, message: expect.stringMatching(/staging.*not declared.*dev, prod/) },
    ]);
  });
});

describe('every key', () => {
  it('of the profiles file reaches the snapshot', () => {
    const profile = profilesText(
      `max_tokens: 9
temperature: 0.5
top_p: 0.9
deadline_ms: 500
tools: [web, calc]
fallback: b_v1
output: {max_chars: 10, max_bullets: 3}
labels: {owner: me}`,
    );
    const snapshot = snapshotOf({
      'mini-program-profiles.yaml': `${profile}  b_v1: {model: fast, system_prompt: Hi}
routing:
  summarize: {profile: a_v1, canary: {profile: b_v1, percent: 12.5}}
  support:
    profile: a_v1
    variants: [{profile: b_v1, percent: 0.5}]
    salt: spring
    targets: [{profile: b_v1, users: [u_1], app_version: ">=1.4.0", context: {locale: [zh_CN], vip: [true]}}]
`,
      'env-policy.yaml': `environments: {prod: {allowed_profiles: [a_v1, b_v1]}}`,
    });
    expect(snapshot.profiles.get('a_v1')).toMatchObject({
      maxTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      deadlineMs: 500,
      tools: ['calc', 'web'],
      fallback: 'b_v1',
      output: { maxChars: 10, maxBullets: 3 },
      labels: { owner: 'me' },
    });
    expect(snapshot.routing.get('summarize')).toEqual({
      profile: 'a_v1',
      canary: { profile: 'b_v1', percent: 12.5 },
    });
    expect(snapshot.routing.get('support')).toEqual({
      profile: 'a_v1',
      variants: [{ profile: 'b_v1', percent: 0.5 }],
      salt: 'spring',
      targets: [
        {
          profile: 'b_v1',
          users: ['u_1'],
          appVersion: '>=1.4.0',
          context: new Map<string, unknown>([
            ['locale', ['zh_CN']],
            ['vip', [true]],
          ]),
        },
      ],
    });
  });

  it('of the other files reaches the snapshot', () => {
    const snapshot = snapshotOf({
      'mini-program-profiles.yaml': ONE_PROFILE,
      'env-policy.yaml': prodText(`log_level: error
routing: {summarize: a_v1}
allow_local_fallback: true
quotas:
  asks_per_minute: 5
  asks_per_day: 6
  tokens_per_day: 7
  total_tokens_per_day: 8
  alarm_at_percent: 9
  time_zone: Europe/Berlin
content_safety: {provider: wechat, on_failure: allow, on_review: allow, scene: 3}
ai_label: 由 AI 生成
capture: metadata
storage_failure: spool
retention: {traces_days: 7, audit_days: 365}
debug_errors: true`),
      'models.yaml': modelsText(`agent: lean
model: deepseek/deepseek-chat
first_content_ms: 10
total_ms: 20
max_concurrent: 2
price: {input: 0.27, output: 1.10}`),
    });
    expect(snapshot.environment).toEqual({
      name: 'prod',
      allowedProfiles: ['a_v1'],
      logLevel: 'error',
      routing: new Map([['summarize', { profile: 'a_v1' }]]),
      allowLocalFallback: true,
      quotas: {
        asksPerMinute: 5,
        asksPerDay: 6,
        tokensPerDay: 7,
        totalTokensPerDay: 8,
        alarmAtPercent: 9,
        timeZone: 'Europe/Berlin',
      },
      contentSafety: { provider: 'wechat', onFailure: 'allow', onReview: 'allow', scene: 3 },
      aiLabel: '由 AI 生成',
      capture: 'metadata',
      storageFailure: 'spool',
      retention: { tracesDays: 7, auditDays: 365 },
      debugErrors: true,
    });
    expect(snapshot.models.get('fast')).toEqual({
      alias: 'fast',
      agent: 'lean',
      model: 'deepseek/deepseek-chat',
      firstContentMs: 10,
      totalMs: 20,
      maxConcurrent: 2,
      price: { input: 0.27, output: 1.1 },
    });
  });
});

describe('a wrong value', () => {
  it.each([
    ['max_tokens: lots', '6:17 profiles.a_v1.max_tokens — must be a whole number from 1 to 200000, not "lots"'],
    ['max_tokens: 1.5', '6:17 profiles.a_v1.max_tokens — must be a whole number from 1 to 200000, not 1.5'],
    ['max_tokens: 0', '6:17 profiles.a_v1.max_tokens — must be a whole number from 1 to 200000, not 0'],
    ['max_tokens:', '6:5 profiles.a_v1.max_tokens — is empty; it must be a whole number from 1 to 200000'],
    ['temperature: 2.1', '6:18 profiles.a_v1.temperature — must be a number from 0 to 2, not 2.1'],
    ['top_p: .nan', '6:12 profiles.a_v1.top_p — must be a number from 0 to 1, not NaN'],
    ['deadline_ms: 60000', '6:18 profiles.a_v1.deadline_ms — must be a whole number from 100 to 55000, not 60000'],
    ['tools: web', '6:12 profiles.a_v1.tools — must be a list of at most 64 tool names, not "web"'],
    ['tools: [web, web]', '6:12 profiles.a_v1.tools — must not name a tool twice'],
    ['labels: {n: 1}', '6:17 profiles.a_v1.labels.n — must be text of 1 to 200 characters; put a number, true or false in quotes, not 1'],
    ['output: {max_char: 1}', '6:14 profiles.a_v1.output.max_char — is not a known key (did you mean "max_chars"?); allowed here: max_chars, max_bullets'],
    ['output: []', '6:13 profiles.a_v1.output — must be a map with the keys max_chars, max_bullets, not a list'],
  ])('of a profile is told with its place: %s', (line, expected) => {
    const issues = issuesOf({ 'mini-program-profiles.yaml': profilesText(line), 'env-policy.yaml': prodText('') });
    expect(messagesOf(errorsIn(issues))).toEqual([`mini-program-profiles.yaml:${expected}`]);
  }); // prettier-ignore

  it.each([
    ['ai_label: "  "', '4:15 environments.prod.ai_label — must be a line of 1 to 64 characters, not "  "'],
    ['storage_failure: ignore', '4:22 environments.prod.storage_failure — must be one of refuse, spool, not "ignore"'],
    ['capture: none', '4:14 environments.prod.capture — must be one of full, redacted, metadata, not "none"'],
    ['retention: {traces_days: 0}', '4:30 environments.prod.retention.traces_days — must be a whole number from 1 to 3660, not 0'],
    ['log_level: warning', '4:16 environments.prod.log_level — must be one of trace, debug, info, warn, error, fatal, not "warning" (did you mean "warn"?)'],
    ['debug_errors: yes', '4:19 environments.prod.debug_errors — must be true or false, not "yes"'],
    ['quotas: {asks_per_minute: 0}', '4:31 environments.prod.quotas.asks_per_minute — must be a whole number from 1 to 100000, not 0'],
    ['quotas: {time_zone: Asia/Shangai}', '4:25 environments.prod.quotas.time_zone — must be the name of a time zone, such as Asia/Shanghai, Europe/Berlin or UTC, not "Asia/Shangai" (did you mean "Asia/Shanghai"?)'],
    ['quotas: {time_zone: "+08:00"}', '4:25 environments.prod.quotas.time_zone — must be the name of a time zone, such as Asia/Shanghai, Europe/Berlin or UTC, not "+08:00"'],
    ['quotas: {time_zone: 8}', '4:25 environments.prod.quotas.time_zone — must be the name of a time zone, such as Asia/Shanghai, Europe/Berlin or UTC, not 8'],
    ['routing: {summarize: [a_v1]}', '4:26 environments.prod.routing.summarize — must be the name of a profile or {profile, canary: {profile, percent}}, not a list'],
    ['routing: {summarize: {profile: a_v1, canary: {profile: a_v1, percent: 101}}}', '4:75 environments.prod.routing.summarize.canary.percent — must be a number from 0 to 100, not 101'],
    ['routing: {summarize: {canary: {profile: a_v1, percent: 1}}}', '4:15 environments.prod.routing.summarize.profile — is missing; it must be the name of a profile'],
    ['content_safety: {scene: 5}', '4:29 environments.prod.content_safety.scene — must be a whole number from 1 to 4, not 5'],
  ])('of an environment is told with its place: %s', (line, expected) => {
    const issues = issuesOf({ 'mini-program-profiles.yaml': ONE_PROFILE, 'env-policy.yaml': prodText(line) });
    expect(messagesOf(errorsIn(issues))).toEqual([`env-policy.yaml:${expected}`]);
  }); // prettier-ignore

  it.each([
    ['agent: "a b"', '3:12 models.fast.agent — must be an OpenClaw agent id: letters, digits, "_" and "-", at most 64, not "a b"'],
    ['model: deepseek-chat', '3:12 models.fast.model — must be provider/model, such as deepseek/deepseek-chat, not "deepseek-chat"'],
    ['total_ms: 3000', '3:15 models.fast.total_ms — must not be less than first_content_ms, or every attempt fails'],
    ['price: {input: 1}', '3:5 models.fast.price.output — is missing; it must be a number from 0 to 1000000'],
  ])('of a model is told with its place: %s', (line, expected) => {
    const texts = { 'mini-program-profiles.yaml': ONE_PROFILE, 'env-policy.yaml': prodText('') };
    const issues = issuesOf({ ...texts, 'models.yaml': modelsText(line) });
    expect(messagesOf(errorsIn(issues))).toEqual([`models.yaml:${expected}`]);
  }); // prettier-ignore

  it.each(['-a', '1a', 'a b', 'a.b', '', 'x'.repeat(65)])('that is a bad name is refused: "%s"', (name) => {
    const issues = issuesOf({
      'mini-program-profiles.yaml': `profiles: {"${name}": {model: m, system_prompt: p}}`,
    });
    expect(errorsIn(issues)[0]).toMatchObject({
      line: 1,
      column: 12,
      message: expect.stringMatching(/^must begin with a letter/),
    });
  });

  it('never shows the text of a prompt', () => {
    const prompt = 'The secret recipe is cinnamon. '.repeat(5000);
    const issues = issuesOf({
      'mini-program-profiles.yaml': `profiles: {a: {model: m, system_prompt: "${prompt}"}}`,
    });
    expect(errorsIn(issues)).toMatchObject([{ path: 'profiles.a.system_prompt' }]);
    expect(describeIssues(issues)).not.toContain('cinnamon');
  });

  it('hides no other: all files and all kinds of mistakes are told at once', () => {
    const issues = issuesOf(
      {
        'mini-program-profiles.yaml': `
profiles:
  a_v1: {model: slow, system_prompt: "", max_token: 1}
  a_v1: {model: fsat, system_prompt: Hi, fallback: b_v1}
routing: {summarise: a_v2, support: a_v1}
other: 1
`,
        'env-policy.yaml': 'environments: {prd: {}, prod: {allowed_profiles: a_v1, routing: {support: zzz}}}',
        'models.yaml': modelsText('max_concurrent: none'),
      },
      'prod',
    );
    expect(errorsIn(issues).map(({ file, path }) => `${file} ${path}`)).toEqual([
      'env-policy.yaml environments.prd',
      'env-policy.yaml environments.prod.allowed_profiles',
      'env-policy.yaml environments.prod.routing.support',
      'mini-program-profiles.yaml profiles.a_v1',
      'mini-program-profiles.yaml profiles.a_v1.model',
      'mini-program-profiles.yaml profiles.a_v1.fallback',
      'mini-program-profiles.yaml routing.summarise',
      'mini-program-profiles.yaml routing.summarise',
      'mini-program-profiles.yaml other',
      'models.yaml models.fast.max_concurrent',
    ]);
  });
});

describe('names that lead nowhere', () => {
  const profiles = (rest: string): ConfigTexts => ({
    'mini-program-profiles.yaml': `profiles:
  a_v1: {model: fast, system_prompt: Hi}
  a_v2: {model: fast, system_prompt: Hi${rest}}
`,
    'env-policy.yaml': 'environments: {prod: {allowed_profiles: [a_v1, a_v2]}}',
  });

  it.each([
    [', fallback: a_v3', ['profiles.a_v2.fallback there is no profile "a_v3" (did you mean "a_v1"?)']],
    [', fallback: a_v2', ['profiles.a_v2.fallback the fallbacks go in a circle: a_v2 → a_v2']],
    ['}\n  a_v0: {model: fast, system_prompt: Hi, fallback: b}\n  b: {model: fast, system_prompt: Hi, fallback: a_v0', ['profiles.a_v0.fallback the fallbacks go in a circle: a_v0 → b → a_v0']],
    ['}\n  c: {model: fast, system_prompt: Hi, fallback: a_v0}\n  a_v0: {model: fast, system_prompt: Hi, fallback: a_v0', ['profiles.a_v0.fallback the fallbacks go in a circle: a_v0 → a_v0']],
    [', fallback: a_v1', []],
  ])('fallback: %s', (rest, expected) => {
    const errors = errorsIn(issuesOf(profiles(rest)));
    expect(errors.map(({ path, message }) => `${path} ${message}`)).toEqual(expected);
  }); // prettier-ignore

  it('an unknown intent in a route, wherever the route stands', () => {
    const texts = {
      'mini-program-profiles.yaml': `${ONE_PROFILE}routing: {sumarize: a_v1}\n`,
      'env-policy.yaml': prodText('routing: {translate: a_v1}'),
    };
    expect(errorsIn(issuesOf(texts)).map(({ path, message }) => `${path} ${message}`)).toEqual([
      'environments.prod.routing.translate there is no such intent; known: extract, recommend, summarize, support',
      'routing.sumarize there is no such intent (did you mean "summarize"?); known: extract, recommend, summarize, support',
    ]);
  });

  it('an unknown profile in a route or its canary', () => {
    const texts = {
      'mini-program-profiles.yaml': `${ONE_PROFILE}routing: {summarize: a_v2}\n`,
      'env-policy.yaml': prodText('routing: {support: {profile: c_v1, canary: {profile: b_v1, percent: 1}}}'),
    };
    expect(errorsIn(issuesOf(texts)).map(({ path, message }) => `${path} ${message}`)).toEqual([
      'environments.prod.routing.support.profile there is no profile "c_v1" (did you mean "a_v1"?)',
      'environments.prod.routing.support.canary.profile there is no profile "b_v1" (did you mean "a_v1"?)',
      'routing.summarize there is no profile "a_v2" (did you mean "a_v1"?)',
    ]);
  });

  it('a model that models.yaml does not have', () => {
    const texts = { 'mini-program-profiles.yaml': ONE_PROFILE, 'env-policy.yaml': prodText('') };
    const issues = issuesOf({ ...texts, 'models.yaml': 'models: {fasts: {}}' });
    expect(errorsIn(issues)).toMatchObject([
      {
        path: 'profiles.a_v1.model',
        line: 4,
        message: 'there is no model "fast" in models.yaml (did you mean "fasts"?)',
      },
    ]);
  });

  it('a model that cannot be an agent, without models.yaml', () => {
    const text = ONE_PROFILE.replace('fast', 'deepseek/deepseek-chat');
    const issues = issuesOf({ 'mini-program-profiles.yaml': text, 'env-policy.yaml': prodText('') });
    expect(errorsIn(issues)).toMatchObject([
      { path: 'profiles.a_v1.model', message: expect.stringContaining('models.yaml') },
    ]);
  });
});

describe('warnings', () => {
  const warningsWith = (texts: ConfigTexts, intents: string[] = []): string[] =>
    issuesOf(texts, null, intents).map(
      ({ severity, file, path, message }) => `${severity} ${file} ${path} — ${message}`,
    );

  it('follow the routes that hold in each environment', () => {
    const two = `${ONE_PROFILE}  a_v2: {model: fast, system_prompt: Hi, fallback: a_v1}\n`;
    const warnings = warningsWith(
      {
        'mini-program-profiles.yaml': `${two}routing: {a: {profile: a_v1, canary: {profile: a_v2, percent: 5}}}\n`,
        'env-policy.yaml': `environments:
  dev: {allowed_profiles: [a_v1, a_v2, a_v1], routing: {b: a_v2}}
  staging: {allowed_profiles: [a_v2], routing: {a: a_v2}}
  prod: {allowed_profiles: [a_v1]}
`,
      },
      ['a', 'b'],
    );
    expect(warnings).toEqual([
      'warning env-policy.yaml environments.dev.allowed_profiles[2] — "a_v1" is in the list twice',
      'warning env-policy.yaml environments.staging — the intent "b" has no route in staging, so nothing serves it there',
      'warning env-policy.yaml environments.prod — the intent "b" has no route in prod, so nothing serves it there',
      'warning mini-program-profiles.yaml profiles.a_v2.fallback — staging allows a_v2 but not a_v1, its fallback',
      'warning mini-program-profiles.yaml routing.a.canary.profile — prod does not allow a_v2, the canary of the intent "a" (it allows a_v1)',
    ]);
  });

  it.each([
    ['deadline_ms: 2000', 'first_content_ms: 2000', 1],
    ['deadline_ms: 2001', 'first_content_ms: 2000', 0],
    ['deadline_ms: 4000', '', 1],
    ['', 'first_content_ms: 8000', 1],
    ['', '', 0],
  ])(
    'tell of a model that may be silent for longer than its profile may take: %j, %j',
    (deadline, first, told) => {
      const warnings = warningsWith({
        'mini-program-profiles.yaml': profilesText(deadline),
        'env-policy.yaml': prodText(''),
        'models.yaml': modelsText(first),
      });
      expect(
        warnings.filter((warning) => warning.includes('comes before its model has to say')),
      ).toHaveLength(told);
    },
  );

  it('name the keys that this version does not act on', () => {
    const warnings = warningsWith({
      'mini-program-profiles.yaml': profilesText('cache_ttl_s: 60\ntools: [search_knowledge]'),
      'env-policy.yaml': prodText('content_safety: {on_failure: allow, on_review: block, scene: 1}'),
      'models.yaml': modelsText('max_concurrent: 2\nprice: {input: 1, output: 2}'),
    });
    expect(warnings).toEqual([
      'warning env-policy.yaml environments.prod.content_safety.on_failure — has no effect while the provider is none',
      'warning env-policy.yaml environments.prod.content_safety.on_review — has no effect while the provider is none',
      'warning env-policy.yaml environments.prod.content_safety.scene — has no effect while the provider is none',
      'warning mini-program-profiles.yaml profiles.a_v1.cache_ttl_s — has no effect on a profile with tools: what tools find is for the caller alone',
    ]);
  });

  it.each([
    [182, 1],
    [183, 0],
  ])('tell when %i days of records of answers are too few', (days, told) => {
    const warnings = warningsWith({
      'mini-program-profiles.yaml': ONE_PROFILE,
      'env-policy.yaml': prodText(`retention: {audit_days: ${days}}`),
    });
    expect(warnings.filter((warning) => warning.includes('retention.audit_days'))).toHaveLength(told);
  });

  it.each([
    [
      'tokens_per_day: 800',
      'quotas.tokens_per_day — is no more than one answer of a_v1 may take (max_tokens: 800), so a day may have one',
    ],
    [
      'total_tokens_per_day: 300',
      'quotas.total_tokens_per_day — is no more than one answer of a_v1 may take (max_tokens: 800), so a day may have one',
    ],
    ['alarm_at_percent: 50', 'quotas.alarm_at_percent — has no effect without total_tokens_per_day'],
    ['asks_per_day: 1, tokens_per_day: 801, total_tokens_per_day: 801, alarm_at_percent: 50', undefined],
  ])('tell of quotas that hardly anybody can mean: %s', (quotas, told) => {
    const warnings = warningsWith({
      'mini-program-profiles.yaml': profilesText(''),
      'env-policy.yaml': prodText(`quotas: {${quotas}}`),
    });
    const expected = told === undefined ? [] : [`warning env-policy.yaml environments.prod.${told}`];
    expect(warnings.filter((warning) => warning.includes('quotas'))).toEqual(expected);
  });

  it('name YAML files that are not read', () => {
    const texts = { 'mini-program-profiles.yaml': ONE_PROFILE, 'env-policy.yaml': prodText('') };
    expect(warningsWith({ ...texts, 'model.yml': '', 'notes.txt': '' })).toEqual([
      'warning model.yml  — is not read (did you mean "models.yaml"?)',
    ]);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['is missing', null, 'does not exist'],
    ['is empty', '', 'is empty; it must be a map with the keys profiles, routing'],
    ['is only a comment', '# nothing\n', 'is empty; it must be a map with the keys profiles, routing'],
    ['is a list', '- a\n', 'must be a map with the keys profiles, routing, not a list'],
    ['is not UTF-8', Buffer.from([0x61, 0xff, 0xfe]), 'is not UTF-8 text'],
    ['is too large', `# ${'x'.repeat(1_048_576)}`, 'is larger than 1048576 bytes'],
  ])('%s', (_case, text, message) => {
    const errors = errorsIn(issuesOf({ 'mini-program-profiles.yaml': text }));
    expect(errors).toMatchObject([{ file: 'mini-program-profiles.yaml', path: '', message }]);
  });

  it('is called by a wrong name', () => {
    const issues = issuesOf({ 'env-policy.yaml': null, 'env-policy.yml': 'environments: {}' });
    expect(errorsIn(issues)).toMatchObject([
      { file: 'env-policy.yaml', message: 'does not exist (did you mean "env-policy.yml"?)' },
    ]);
  });

  it('is a directory', () => {
    const dir = configDir({ 'env-policy.yaml': null });
    mkdirSync(join(dir, 'env-policy.yaml'));
    expect(errorsIn(loadDir(dir).issues)).toMatchObject([
      { message: 'is a directory, not a file: put a regular file in its place' },
    ]);
  });

  it('leads in a circle', () => {
    const dir = configDir({ 'env-policy.yaml': null });
    symlinkSync('env-policy.yaml', join(dir, 'env-policy.yaml'));
    expect(errorsIn(loadDir(dir).issues)).toMatchObject([
      { message: 'is a link that leads in a circle: let it lead to what is meant' },
    ]);
  });

  it.each(['env-policy.yaml', 'models.yaml', 'evals'])('is a link to nothing: %s', (name) => {
    const dir = configDir(name === 'env-policy.yaml' ? { [name]: null } : {});
    symlinkSync(`..data/${name}`, join(dir, name));
    const { snapshot, issues } = loadDir(dir);
    expect(snapshot).toBeNull();
    expect(errorsIn(issues)).toMatchObject([
      { file: join(dir, name), message: `is a link to "..data/${name}", which does not exist` },
    ]);
  });

  it('is in a directory that is a link to nothing', () => {
    const dir = join(configDir(), 'current');
    symlinkSync('..data', dir);
    expect(loadDir(dir).issues).toMatchObject([
      { message: 'is a link to "..data", which does not exist; CONFIG_DIR says where it is' },
    ]);
  });

  it('is in a directory that does not exist: one error, not one a file', () => {
    const { snapshot, issues } = loadDir('/does/not/exist');
    expect(snapshot).toBeNull();
    expect(issues).toMatchObject([{ severity: 'error', file: '/does/not/exist' }]);
  });

  it('may begin with a byte order mark', () => {
    const { issues } = loadDir(
      configDir({ 'mini-program-profiles.yaml': `\uFEFF${ONE_PROFILE}`, 'env-policy.yaml': prodText('') }),
    );
    expect(errorsIn(issues)).toEqual([]);
  });
});

describe('the snapshot', () => {
  const texts = { 'mini-program-profiles.yaml': ONE_PROFILE, 'env-policy.yaml': prodText('') };

  it('has a digest of the meaning: comments, order, quotes and written-out defaults change nothing', () => {
    const same = `# another day
profiles: {a_v1: {"system_prompt": 'Be brief.', "max_tokens": 800, model: fast}}
routing: {}
`;
    const digests = (text: string) => {
      const { digest, profiles } = snapshotOf({ ...texts, 'mini-program-profiles.yaml': text });
      return { digest, profile: profiles.get('a_v1')?.digest };
    };
    expect(digests(same)).toEqual(digests(ONE_PROFILE));
    const other = digests(ONE_PROFILE.replace('brief', 'long'));
    expect(other.digest).not.toBe(digests(ONE_PROFILE).digest);
    expect(other.profile).not.toBe(digests(ONE_PROFILE).profile);
  });

  it.each([
    ['the policy', { 'env-policy.yaml': prodText('log_level: warn') }],
    ['a route', { 'env-policy.yaml': prodText('routing: {support: a_v1}') }],
    ['a model', { 'models.yaml': modelsText('max_concurrent: 9') }],
  ])('has another digest when %s changes', (_what, change) => {
    expect(snapshotOf({ ...texts, ...change }).digest).not.toBe(snapshotOf(texts).digest);
  });

  it('has the digest of a profile that depends on nothing but the profile', () => {
    const one = snapshotOf(texts).profiles.get('a_v1')?.digest;
    const other = snapshotOf({ ...texts, 'env-policy.yaml': prodText('log_level: warn') });
    expect(other.profiles.get('a_v1')?.digest).toBe(one);
  });

  it('is frozen all the way down', () => {
    const snapshot = snapshotOf({ ...texts, 'env-policy.yaml': prodText('routing: {support: a_v1}') });
    const parts = partsOf(snapshot);
    expect(parts.length).toBeGreaterThan(12);
    expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([]);
    const maps = parts.filter((part) => part instanceof Map);
    expect(maps).toHaveLength(7);
    for (const map of maps) expect(() => map.set('x', 1)).toThrow(TypeError);
  });
});

/** Every object in `value`, itself included. */
function partsOf(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = value instanceof Map ? [...value.values()] : Object.values(value);
  return [value, ...inner.flatMap(partsOf)];
}

describe('any files at all', () => {
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 1, -1, 'a_v1', 'fast', '', 'summarize'),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'profiles', 'routing', 'environments', 'dev', 'prod', 'models', 'a_v1', 'model', 'system_prompt', 'fallback',
          'allowed_profiles', 'quotas', 'content_safety', 'provider', 'canary', 'profile', 'percent', 'summarize',
          'constructor', 'toString',
        ), // prettier-ignore
        tie('node'),
        { maxKeys: 4 },
      ),
    ),
  })).node;

  it('give a snapshot or errors, and never throw', () => {
    fc.assert(
      fc.property(value, value, fc.option(value), (profiles, policy, models) => {
        const dir = configDir({
          'mini-program-profiles.yaml': JSON.stringify({ profiles, routing: policy }),
          'env-policy.yaml': JSON.stringify({ environments: policy }),
          'models.yaml': models === null ? null : JSON.stringify(models),
        });
        const { snapshot, issues } = loadDir(dir);
        expect(snapshot === null).toBe(errorsIn(issues).length > 0);
      }),
      { numRuns: 300 },
    );
  });
});
