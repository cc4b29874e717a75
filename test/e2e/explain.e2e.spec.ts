import { describe, expect, it } from 'vitest';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  summarize_v1: { model: fast, system_prompt: You sum up. }
  summarize_v2: { model: fast, system_prompt: You sum up., fallback: summarize_v1 }
  summarize_v3: { model: fast, system_prompt: You sum up. }
  support_v1: { model: fast, system_prompt: You help. }
routing:
  support: support_v1
  summarize:
    profile: summarize_v1
    variants: [{ profile: summarize_v2, percent: 40 }, { profile: summarize_v3, percent: 30 }]
    targets:
      - { profile: summarize_v2, app_version: ">=1.4.0", context: { locale: [zh_CN] } }
`,
  'env-policy.yaml': `
environments:
  dev: { allowed_profiles: [summarize_v1, summarize_v2], log_level: fatal, capture: full }
`,
};
const ASK = { intent: 'summarize', input: { text: 'The box was late. The box was broken.' } };

describe('GET /v1/ops/explain', () => {
  const setup = useServer({ files: FILES });

  const explain = (query: Readonly<Record<string, string>>, operator = true): Promise<Reply> =>
    setup.server.call('GET', `/v1/ops/explain?${new URLSearchParams(query).toString()}`, {
      token: setup.server.token('u_op', operator),
    });

  it('tells for every user what their ask gets, by the steps that its trace has', async () => {
    setup.openclaw.otherwise({ kind: 'answer', text: '- Late\n- Broken' });
    const served = new Set<string>();
    for (let index = 0; index < 12; index += 1) {
      const userId = `u_${index}`;
      const context =
        index % 3 === 0 ? { appVersion: '1.4.2', locale: 'zh_CN', page: 'home' } : { page: 'home' };
      const { body } = await explain({ intent: 'summarize', userId, context: JSON.stringify(context) });
      const token = setup.server.token(userId);
      const ask = await setup.server.ask({ ...ASK, traceId: userId, context }, token);
      const { routing, profile, profileDigest, configDigest } = await setup.server.traceOf(userId);
      expect([ask.status, body.profile, body.refused]).toEqual([200, profile, null]);
      expect(body).toMatchObject({ digest: profileDigest, configDigest, environment: 'dev', userId });
      expect(body.steps).toEqual(routing);
      served.add(routing.map(({ rule, matched }) => `${rule} ${matched ?? ''}`).join(', '));
    }
    // By the target, by the first variant, in the second one which is not allowed, and in none.
    expect([...served].toSorted()).toEqual([
      'shared-route , target false, variant false, variant false, policy true',
      'shared-route , target false, variant false, variant true, policy false, policy true',
      'shared-route , target false, variant true, policy true',
      'shared-route , target true, policy true',
    ]);
  });

  it('says what would have to change', async () => {
    const context = { locale: 'zh_CN' };
    const query = { intent: 'summarize', userId: 'u_nobody', context: JSON.stringify(context) };
    const { body } = await explain({ ...query, appVersion: '1.3.0' });
    expect(body.steps).toContainEqual({
      rule: 'target',
      result: '1, summarize_v2: out: no appVersion in >=1.4.0',
      profile: 'summarize_v2',
      matched: false,
    });
    expect(body.changes).toEqual([
      'summarize_v2: fulfil target 1 (now: no appVersion in >=1.4.0).',
      'summarize_v2: raise the variant above 64.8 %.',
      'summarize_v3: allow it in dev.',
    ]);
    const { body: newer } = await explain({ ...query, appVersion: '1.4.0' });
    expect(newer).toMatchObject({
      profile: 'summarize_v2',
      fallbacks: [{ profile: 'summarize_v1', allowed: true }],
      changes: ['Leave the user out of target 1: the rules after it decide.'],
    });
  });

  it('explains a refusal by the steps that its trace has', async () => {
    const query = { intent: 'summarize', userId: 'u_1', profile: 'summarize_v3' };
    const { body, status } = await explain(query);
    const ask = await setup.server.ask(
      { ...ASK, traceId: 'refused', profile: 'summarize_v3' },
      setup.server.token('u_1'),
    );
    expect([status, ask.status, ask.body.code]).toEqual([200, 403, body.refused]);
    expect(body).toMatchObject({
      profile: null,
      digest: null,
      fallbacks: [],
      changes: ['summarize_v3: allow it in dev.', 'Leave the hint out, and the route decides.'],
    });
    expect((await setup.server.traceOf('refused')).routing).toEqual(body.steps);
  });

  it.each([
    [{ userId: 'u_1' }, '/intent'],
    [{ intent: 'sumarize', userId: 'u_1' }, '/intent'],
    [{ intent: 'summarize' }, '/userId'],
    [{ intent: 'summarize', userId: 'u 1' }, '/userId'],
    [{ intent: 'summarize', userId: 'u_1', profile: '' }, '/profile'],
    [{ intent: 'summarize', userId: 'u_1', appVersion: '' }, '/appVersion'],
    [{ intent: 'summarize', userId: 'u_1', context: '{' }, '/context'],
    [{ intent: 'summarize', userId: 'u_1', context: '[1]' }, '/context'],
    [{ intent: 'summarize', userId: 'u_1', context: '{"a":[1]}' }, '/context/a'],
    [{ intent: 'summarize', userId: 'u_1', user: 'u_1' }, '/user'],
  ])('refuses %j', async (query, pointer) => {
    expect(await explain(query)).toMatchObject({
      status: 400,
      body: { code: 'INPUT_INVALID', errors: [{ pointer }] },
    });
  });

  it('is for operators', async () => {
    const { status, body } = await explain({ intent: 'summarize', userId: 'u_1' }, false);
    expect([status, body.code]).toEqual([403, 'OPERATOR_ONLY']);
  });
});
