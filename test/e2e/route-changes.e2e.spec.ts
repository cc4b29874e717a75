import { describe, expect, it } from 'vitest';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const PROFILES = 'mini-program-profiles.yaml';
const POLICY = 'env-policy.yaml';

const profile = (name: string): string => `  ${name}: { model: fast, system_prompt: You are ${name}. }\n`;
const profiles = (...names: string[]): string =>
  `profiles:\n${names.map(profile).join('')}routing: { summarize: summarize_v1, support: support_v1 }\n`;
const policy = (...allowed: string[]): string =>
  `environments: { dev: { allowed_profiles: [${allowed.join(', ')}], log_level: fatal, capture: full } }\n`;

const FILES = {
  [PROFILES]: profiles('summarize_v1', 'summarize_v2', 'summarize_v3', 'support_v1'),
  [POLICY]: policy('summarize_v1', 'summarize_v2', 'support_v1'),
};
const ASK = { intent: 'summarize', input: { text: 'Who pays for the parcel?' } };
const REASON = 'Try the shorter prompt.';

describe('changing a route', () => {
  const setup = useServer({ files: FILES });

  const call = (method: string, path: string, body?: unknown, by = 'op_1'): Promise<Reply> =>
    setup.server.call(method, path, { body, token: setup.server.token(by, true) });
  const put = (body: unknown, by?: string): Promise<Reply> =>
    call('PUT', '/v1/ops/routes/summarize', body, by);
  const show = (intent = 'summarize'): Promise<Reply> => call('GET', `/v1/ops/routes/${intent}`);
  const servedTo = async (userId: string): Promise<string> => {
    const { body } = await setup.server.ask(ASK, setup.server.token(userId));
    return String(body.profile);
  };
  const answerAll = (): void => setup.openclaw.otherwise({ kind: 'answer', text: '- Late\n- Broken' });

  it('serves the very next ask, and says in its trace which change did it', async () => {
    answerAll();
    expect(await servedTo('u_1')).toBe('summarize_v1');
    const { status, body } = await put({ profile: 'summarize_v2', reason: REASON });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      intent: 'summarize',
      served: true,
      route: { profile: 'summarize_v2' },
      source: 'change',
      files: { profile: 'summarize_v1' },
      version: 1,
      change: { action: 'set', reason: REASON, by: 'op_1', at: '2026-01-01T00:00:00.000Z' },
      ignored: null,
      allowed: ['summarize_v1', 'summarize_v2'],
    });
    await setup.server.ask({ ...ASK, traceId: 'after' }, setup.server.token('u_1'));
    const { profile: served, routing, configDigest } = await setup.server.traceOf('after');
    expect(served).toBe('summarize_v2');
    expect(routing[0]).toEqual({
      rule: 'changed-route',
      result: 'summarize_v2, change 1',
      profile: 'summarize_v2',
    });
    const explained = await call('GET', '/v1/ops/explain?intent=summarize&userId=u_1');
    expect(explained.body.steps).toEqual(routing);
    expect(explained.body['configDigest']).toBe(configDigest);
    expect((await show()).body).toEqual(body);
  });
});
