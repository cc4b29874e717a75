import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Flags } from '../../src/flags/flags.js';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const FLAGS = `
flags:
  review_mode:
    state: ENABLED
    variants: { "on": true, "off": false }
    defaultVariant: "off"
    targeting: { if: [{ sem_ver: [{ var: appVersion }, "=", "1.5.0"] }, "on"] }
    metadata: { effect: intent.off, intents: "*" }
  pilot:
    state: ENABLED
    variants: { "in": summarize_v2, nobody: summarize_v3, "out": "" }
    defaultVariant: "out"
    targeting: { if: [{ in: [{ var: targetingKey }, [u_pilot]] }, "in", { "===": [{ var: targetingKey }, u_v3] }, nobody] }
    metadata: { effect: profile, intents: summarize }
  more_asks:
    state: ENABLED
    variants: { more: 5, usual: 0 }
    defaultVariant: usual
    targeting: { if: [{ "===": [{ var: targetingKey }, u_keen] }, more] }
    metadata: { effect: limit.asks_per_minute }
  daily:
    state: ENABLED
    variants: { few: 1, usual: 0 }
    defaultVariant: usual
    targeting: { if: [{ "===": [{ var: targetingKey }, u_few] }, few] }
    metadata: { effect: limit.asks_per_day }
  tokens:
    state: ENABLED
    variants: { few: 500, usual: 0 }
    defaultVariant: usual
    targeting: { if: [{ "===": [{ var: plan }, trial] }, few] }
    metadata: { effect: limit.tokens_per_day }
  maintenance:
    state: ENABLED
    variants: { "on": true, "off": false }
    defaultVariant: "off"
    targeting: { if: [{ "===": [{ var: targetingKey }, u_odd] }, { cat: [{ var: plan }, "!"] }] }
    metadata: { effect: intent.off, intents: summarize }
  banner:
    state: ENABLED
    variants: { new: { text: Hi }, old: {} }
    defaultVariant: old
    targeting: { if: [{ sem_ver: [{ var: appVersion }, ">=", "1.4.0"] }, new] }
    metadata: { client: true }
`;
const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  summarize_v1: { model: fast, system_prompt: You sum up. }
  summarize_v2: { model: fast, system_prompt: You sum up. }
  summarize_v3: { model: fast, system_prompt: You sum up. }
  support_v1: { model: fast, system_prompt: You help. }
routing: { summarize: summarize_v1, support: support_v1 }
`,
  'env-policy.yaml':
    'environments: { dev: { allowed_profiles: [summarize_v1, summarize_v2, support_v1], log_level: fatal, capture: full, quotas: { asks_per_minute: 2 } } }\n',
  'feature-flags.yaml': FLAGS,
};
const ASK = { intent: 'summarize', input: { text: 'The box was late. The box was broken.' } };

describe('feature flags', () => {
  const setup = useServer({ files: FILES });

  const ask = (more: object = {}, user = 'u_1'): Promise<Reply> =>
    setup.server.ask({ ...ASK, ...more }, setup.server.token(user));
  const config = (query = '', user = 'u_1', headers: Record<string, string> = {}): Promise<Reply> =>
    setup.server.call('GET', `/v1/mini/config${query}`, { token: setup.server.token(user), headers });
  const explain = (query: string): Promise<Reply> =>
    setup.server.call('GET', `/v1/ops/explain?${query}`, { token: setup.server.token('op', true) });
  const answerAll = (): void => setup.openclaw.otherwise({ kind: 'answer', text: '- Late\n- Broken' });
  const underReview = { context: { appVersion: '1.5.0' } };

  it('switch every intent off for one version of the client, and for no other', async () => {
    answerAll();
    const refused = await ask({ ...underReview, traceId: 'hidden' });
    expect(refused).toMatchObject({ status: 403, body: { code: 'INTENT_DISABLED' } });
    expect(refused.text).not.toContain('review');
    expect((await ask({ context: { appVersion: '1.4.9' } })).status).toBe(200);
    expect(setup.openclaw.requests).toHaveLength(1);
    expect(await setup.server.traceOf('hidden')).toMatchObject({
      status: 'refused',
      errorCode: 'INTENT_DISABLED',
      intent: 'summarize',
      routing: [{ rule: 'flag', result: 'review_mode: summarize is off', matched: true }],
    });
  });

  it('refuse what is off before a stream begins, and also what the client insists on', async () => {
    const reply = await ask({ ...underReview, stream: true, profile: 'summarize_v2' });
    expect(reply).toMatchObject({ status: 403, body: { code: 'INTENT_DISABLED' } });
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
  });

  it('leave earlier asks readable, and open to feedback', async () => {
    answerAll();
    await ask({ traceId: 'earlier' });
    writeFileSync(
      join(setup.server.configDir, 'feature-flags.yaml'),
      FLAGS.replace('defaultVariant: "off"', 'defaultVariant: "on"'),
    );
    const token = setup.server.token('op', true);
    expect((await setup.server.call('POST', '/v1/ops/config/reload', { token })).status).toBe(200);
    expect((await ask()).body.code).toBe('INTENT_DISABLED');
    const mine = { token: setup.server.token('u_1') };
    expect((await setup.server.call('GET', '/v1/mini/asks/earlier', mine)).status).toBe(200);
    const feedback = { ...mine, body: { rating: 'up' } };
    expect((await setup.server.call('POST', '/v1/mini/asks/earlier/feedback', feedback)).status).toBe(204);
  });

  it('serve an ask by the flags that it began with, and only the next by those of a reload', async () => {
    const { promise: reloaded, resolve: goOn } = Promise.withResolvers<void>();
    setup.openclaw.next({
      kind: 'answer',
      text: (async function* () {
        await reloaded;
        yield '- Late';
      })(),
    });
    const arrived = setup.openclaw.nextRequest();
    const running = ask({ traceId: 'running' });
    await arrived;
    writeFileSync(
      join(setup.server.configDir, 'feature-flags.yaml'),
      FLAGS.replace('defaultVariant: "off"', 'defaultVariant: "on"'),
    );
    await setup.server.call('POST', '/v1/ops/config/reload', { token: setup.server.token('op', true) });
    goOn();
    expect((await running).status).toBe(200);
    expect((await setup.server.traceOf('running')).flags).toContainEqual({
      key: 'review_mode',
      variant: 'off',
      reason: 'DEFAULT',
      value: false,
    });
    expect((await ask()).body.code).toBe('INTENT_DISABLED');
  });

  it('choose a profile, which no client talks the server out of', async () => {
    answerAll();
    expect((await ask({ traceId: 'pilot' }, 'u_pilot')).body.profile).toBe('summarize_v2');
    expect(await setup.server.traceOf('pilot')).toMatchObject({
      routing: [
        { rule: 'flag', result: 'pilot, in: summarize_v2', profile: 'summarize_v2', matched: true },
        { rule: 'policy', profile: 'summarize_v2', matched: true },
      ].map((step) => expect.objectContaining(step)),
      flags: expect.arrayContaining([
        { key: 'pilot', variant: 'in', reason: 'TARGETING_MATCH', value: 'summarize_v2' },
      ]),
    });
    expect(await ask({ profile: 'summarize_v1' }, 'u_pilot')).toMatchObject({
      status: 403,
      body: {
        code: 'PROFILE_NOT_ALLOWED',
        detail: 'Another profile serves this user: leave "profile" out.',
      },
    });
    setup.clock.advance(60_000);
    expect((await ask({ profile: 'summarize_v2' }, 'u_pilot')).status).toBe(200);
  });

  it('leave a profile that is not allowed to the route, and to hints', async () => {
    answerAll();
    expect((await ask({}, 'u_v3')).body.profile).toBe('summarize_v1');
    expect((await ask({ profile: 'summarize_v2' }, 'u_v3')).body.profile).toBe('summarize_v2');
    const { body } = await explain('intent=summarize&userId=u_v3');
    expect(body.steps).toContainEqual({
      rule: 'flag',
      result: 'pilot, nobody: summarize_v3, which may not serve here',
      profile: 'summarize_v3',
      matched: false,
    });
  });

  it('give users limits of their own', async () => {
    answerAll();
    const statuses = async (user: string) => {
      const found: number[] = [];
      for (let at = 0; at < 6; at += 1) found.push((await ask({}, user)).status);
      return found;
    };
    expect(await statuses('u_1')).toEqual([200, 200, 429, 429, 429, 429]);
    expect(await statuses('u_keen')).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await config('', 'u_keen')).body).toMatchObject({ quotas: { asksPerMinute: { limit: 5 } } });
    expect((await ask({}, 'u_few')).status).toBe(200);
    expect(await ask({}, 'u_few')).toMatchObject({ status: 429, body: { code: 'QUOTA_EXCEEDED' } });
    expect((await config('', 'u_few')).body).toMatchObject({
      quotas: { asksPerDay: { limit: 1, remaining: 0 } },
    });
  });

  it('give users tokens of their own, by the context of the ask and of the question what is left', async () => {
    answerAll();
    const trial = { context: { plan: 'trial' } };
    const input = { text: 'The box was late. '.repeat(300) };
    const statusOf = async (more: object): Promise<number> => (await ask({ input, ...more })).status;
    expect(await statusOf(trial)).toBe(200);
    expect(await ask({ input, ...trial })).toMatchObject({ status: 429, body: { code: 'QUOTA_EXCEEDED' } });
    setup.clock.advance(60_000);
    expect(await statusOf({})).toBe(200);
    expect((await config()).body).toMatchObject({ quotas: { asksPerMinute: { limit: 2 } } });
    expect(Object.keys(Object((await config()).body['quotas']))).not.toContain('tokensPerDay');
    const query = `?context=${encodeURIComponent(JSON.stringify(trial.context))}`;
    expect((await config(query)).body).toMatchObject({ quotas: { tokensPerDay: { limit: 500 } } });
  });

  it('that fail are told of wherever somebody looks, and change nothing', async () => {
    answerAll();
    const context = { plan: 'my secret' };
    expect((await ask({ context, traceId: 'odd' }, 'u_odd')).status).toBe(200);
    const error = 'its rule comes to what is no variant of it';
    const evaluation = { key: 'maintenance', variant: null, reason: 'ERROR', error };
    const step = { rule: 'flag', result: `maintenance, ERROR: ${error}`, matched: false };
    const trace = await setup.server.traceOf('odd');
    expect(trace.flags).toContainEqual(evaluation);
    expect(trace.routing).toContainEqual(step);
    const { body } = await explain(`intent=summarize&userId=u_odd&context={"plan":"x"}`);
    expect(body).toMatchObject({ profile: 'summarize_v1', flags: expect.arrayContaining([evaluation]) });
    expect(body.steps).toContainEqual(step);
    const operator = { token: setup.server.token('op', true) };
    const tried = await setup.server.call('GET', '/v1/ops/flags/maintenance/evaluate?userId=u_odd', operator);
    expect(tried.body).toEqual({ ...evaluation, value: null });
    const metrics = (await setup.server.call('GET', '/metrics', { token: null })).text;
    expect(metrics).toMatch(/^miniask_flag_errors_total{flag="maintenance",reason="no-variant"} [3-9]$/m);
  });

  it('count what they refuse, by the limit that they give', async () => {
    const refused = async (user: string) => {
      const found: unknown[] = [];
      for (let at = 0; at < 7; at += 1) found.push((await ask(underReview, user)).body.code);
      return found;
    };
    const off = (times: number): string[] => Array<string>(times).fill('INTENT_DISABLED');
    const limited = (times: number): string[] => Array<string>(times).fill('RATE_LIMITED');
    expect(await refused('u_1')).toEqual([...off(2), ...limited(5)]);
    expect(await refused('u_keen')).toEqual([...off(5), ...limited(2)]);
  });

  it('are evaluated once for an ask, for its limit, its route and its trace', async () => {
    answerAll();
    const evaluate = vi.spyOn(setup.server.app.get(Flags), 'evaluate');
    await ask({ traceId: 'once' });
    const evaluated = evaluate.mock.calls.map(([, { key }]) => key);
    expect(evaluated.toSorted()).toEqual([
      'daily',
      'maintenance',
      'more_asks',
      'pilot',
      'review_mode',
      'tokens',
    ]);
    expect(await setup.server.traceOf('once')).toMatchObject({ flags: evaluated.map((key) => ({ key })) });
  });

  it('are evaluated once for what a client may show, however many intents there are', async () => {
    const evaluate = vi.spyOn(setup.server.app.get(Flags), 'evaluate');
    expect((await config('?appVersion=1.5.0')).status).toBe(200);
    const [limits, others] = [
      ['daily', 'more_asks', 'tokens'],
      ['banner', 'maintenance', 'pilot', 'review_mode'],
    ];
    // The limit of the call itself is found before its query is read.
    expect(evaluate.mock.calls.map(([, { key }]) => key).toSorted()).toEqual(
      [...limits, ...limits, ...others].toSorted(),
    );
  });

  it('are told to clients: what is off, and the values that are for them, under another ETag', async () => {
    const before = await config('?appVersion=1.3.0');
    expect(before.body).toMatchObject({
      intents: { summarize: { enabled: true }, support: { enabled: true }, extract: { enabled: false } },
      flags: { banner: {} },
    });
    const reviewed = await config('?appVersion=1.5.0');
    expect(reviewed.body).toMatchObject({
      intents: { summarize: { enabled: false }, support: { enabled: false } },
      flags: { banner: { text: 'Hi' } },
    });
    expect(Object.keys(Object(reviewed.body['flags']))).toEqual(['banner']);
    const etag = before.headers.get('etag') ?? '';
    expect(reviewed.headers.get('etag')).not.toBe(etag);
    expect((await config('?appVersion=1.3.0', 'u_1', { 'if-none-match': etag })).status).toBe(304);
    const byContext = await config(`?context=${encodeURIComponent('{"appVersion":"1.5.0"}')}`);
    expect(byContext.body).toEqual(reviewed.body);
    expect(await config('?context=[]')).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } });
    expect(await config('?version=1.5.0')).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } });
  });

  it('are explained, with what would change it', async () => {
    const off = await explain('intent=summarize&userId=u_1&appVersion=1.5.0');
    expect(off.body).toMatchObject({
      profile: null,
      refused: 'INTENT_DISABLED',
      changes: ['Give the user a variant of review_mode (now: on) that leaves "summarize" on.'],
    });
    const pilot = await explain('intent=summarize&userId=u_pilot');
    expect(pilot.body).toMatchObject({
      profile: 'summarize_v2',
      refused: null,
      flags: expect.arrayContaining([expect.objectContaining({ key: 'pilot', variant: 'in' })]),
      changes: [
        'summarize_v3: give the user the variant nobody of the flag pilot (and allow it in dev).',
        'Give the user no profile by the flag pilot: the rules after it decide.',
      ],
    });
  });
});

describe('asks that are refused', () => {
  const setup = useServer({
    files: { ...FILES, 'env-policy.yaml': FILES['env-policy.yaml'].replace(/, quotas: [^}]*}/, '') },
  });

  it.each([
    ['by a flag', { context: { appVersion: '1.5.0' } }, 'INTENT_DISABLED'],
    ['by the allow-list', { profile: 'summarize_v3' }, 'PROFILE_NOT_ALLOWED'],
  ])('%s count as asks: after so many the answer is 429', async (_, more, code) => {
    const token = setup.server.token('u_1');
    const replies: Reply[] = [];
    for (let at = 0; at < 70; at += 1) replies.push(await setup.server.ask({ ...ASK, ...more }, token));
    const codes = replies.map(({ body }) => body.code);
    expect(codes).toEqual([...Array(60).fill(code), ...Array(10).fill('RATE_LIMITED')]);
    expect(replies[0]?.headers.get('ratelimit-remaining')).toBe('59');
    expect(replies[69]?.headers.get('retry-after')).toBe('60');
  });
});
