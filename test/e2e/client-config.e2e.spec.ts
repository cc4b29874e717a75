import { describe, expect, it } from 'vitest';
import { catalogIntentNames } from '../../src/intents/catalog/index.js';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  support_v1: { model: fast, system_prompt: You help. }
  support_v2: { model: fast, system_prompt: You help. }
  summarize_v1: { model: fast, system_prompt: You sum up. }
  summarize_v2: { model: fast, system_prompt: You sum up. }
  recommend_v1: { model: fast, system_prompt: You recommend. }
routing:
  support: support_v1
  summarize: { profile: summarize_v1, canary: { profile: summarize_v2, percent: 10 } }
  recommend: recommend_v1
`,
  'env-policy.yaml': `
environments:
  dev:
    allowed_profiles: [support_v1, summarize_v2]
    log_level: fatal
    quotas: { asks_per_minute: 5, asks_per_day: 10, tokens_per_day: 5000, time_zone: Europe/Berlin }
`,
};
const ASK = { intent: 'support', input: { text: 'Who pays?' } };

describe('what a client may show', () => {
  const setup = useServer({ files: FILES });

  const config = (headers: Record<string, string> = {}, user = 'u_1'): Promise<Reply> =>
    setup.server.call('GET', '/v1/mini/config', { token: setup.server.token(user), headers });

  it('is what this environment serves, and what is left to this user', async () => {
    setup.openclaw.otherwise({
      kind: 'answer',
      text: 'We do.',
      usage: { promptTokens: 100, completionTokens: 20 },
    });
    await setup.server.ask(ASK, setup.server.token('u_1'));
    const { status, body, headers } = await config();
    expect([status, body]).toEqual([
      200,
      {
        environment: 'dev',
        // The canary does not take this user, who may be served by a hint; what is not allowed serves nobody.
        intents: {
          ...Object.fromEntries(catalogIntentNames().map((name) => [name, { enabled: false }])),
          support: { enabled: true },
          summarize: { enabled: true, needsProfile: true },
        },
        flags: {},
        quotas: {
          asksPerMinute: { limit: 5, remaining: 4 },
          asksPerDay: { limit: 10, remaining: 9, resetsAt: '2026-01-01T23:00:00.000Z' },
          tokensPerDay: { limit: 5000, remaining: 4880, resetsAt: '2026-01-01T23:00:00.000Z' },
        },
      },
    ]);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('ratelimit-limit')).toBe('600');
    expect((await config({}, 'u_2')).body).toMatchObject({ quotas: { asksPerDay: { remaining: 10 } } });
  });

  it('is not sent again as long as it is the same', async () => {
    const etag = (await config()).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]+"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const reply = await config({ 'if-none-match': known });
      expect([reply.status, reply.text, reply.headers.get('etag')]).toEqual([304, '', etag]);
      expect(reply.headers.get('x-trace-id')).toBeTruthy();
    }
    expect((await config({ 'if-none-match': '"other"' })).status).toBe(200);
    setup.openclaw.otherwise({ kind: 'answer', text: 'We do.' });
    await setup.server.ask(ASK, setup.server.token('u_1'));
    const changed = await config({ 'if-none-match': etag });
    expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false]);
  });

  it('leaves nothing of the minute to who has asked too often, and tells no limit where there is none', async () => {
    await setup.restart({
      ...FILES,
      'env-policy.yaml':
        'environments: { dev: { allowed_profiles: [support_v1], log_level: fatal, quotas: { asks_per_minute: 2 } } }',
    });
    setup.openclaw.otherwise({ kind: 'answer', text: 'We do.' });
    for (let at = 0; at < 4; at += 1) await setup.server.ask(ASK, setup.server.token('u_1'));
    expect((await config()).body['quotas']).toEqual({ asksPerMinute: { limit: 2, remaining: 0 } });
    setup.clock.advance(60_000);
    expect((await config()).body['quotas']).toEqual({ asksPerMinute: { limit: 2, remaining: 2 } });
  });

  it('leaves nothing of the minute to who is refused, also when the asks before count no more', async () => {
    await setup.restart({
      ...FILES,
      'env-policy.yaml':
        'environments: { dev: { allowed_profiles: [support_v1], log_level: fatal, quotas: { asks_per_minute: 2 } } }',
    });
    setup.openclaw.otherwise({ kind: 'answer', text: 'We do.' });
    const asked = async () => (await setup.server.ask(ASK, setup.server.token('u_1'))).status;
    expect([await asked(), await asked()]).toEqual([200, 200]);
    setup.clock.advance(30_000);
    expect(await asked()).toBe(429);
    setup.clock.advance(30_000);
    expect((await config()).body['quotas']).toEqual({ asksPerMinute: { limit: 2, remaining: 0 } });
    expect(await asked()).toBe(429);
  });

  it('is told to users alone', async () => {
    const reply = await setup.server.call('GET', '/v1/mini/config', { token: null });
    expect(reply).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });
});
