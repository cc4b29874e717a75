import { Logger } from '@nestjs/common';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature } from '@openfeature/web-sdk';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml':
    'profiles: { summarize_v1: { model: fast, system_prompt: You sum up. } }\nrouting: { summarize: summarize_v1 }\n',
  'env-policy.yaml': 'environments: { dev: { allowed_profiles: [summarize_v1], log_level: fatal } }\n',
  'feature-flags.yaml': `
flags:
  banner:
    state: ENABLED
    variants: { new: Welcome, old: Hello }
    defaultVariant: old
    targeting: { if: [{ sem_ver: [{ var: appVersion }, ">=", "1.4.0"] }, new] }
    metadata: { client: true, ticket: MP-1 }
  mine:
    state: ENABLED
    variants: { "yes": true, "no": false }
    defaultVariant: "no"
    targeting: { if: [{ "===": [{ var: targetingKey }, u_1] }, "yes"] }
    metadata: { client: true }
  broken:
    state: ENABLED
    variants: { a: 1 }
    targeting: { cat: ["no", "ne"] }
    metadata: { client: true }
  gone:
    state: DISABLED
    variants: { "on": true }
    metadata: { client: true }
  review_mode:
    state: ENABLED
    variants: { "on": true, "off": false }
    defaultVariant: "off"
    metadata: { effect: intent.off, intents: "*" }
`,
};
const PATH = '/ofrep/v1/evaluate/flags';

describe('OFREP', () => {
  const setup = useServer({ files: FILES });

  const evaluate = (body: unknown, path = '', headers: Record<string, string> = {}): Promise<Reply> =>
    setup.server.call('POST', PATH + path, { body, token: setup.server.token('u_1'), headers });

  it('evaluates every flag that is for clients, and tells of one that cannot be', async () => {
    const { status, body, headers } = await evaluate({ context: { appVersion: '1.4.0' } });
    expect([status, body]).toEqual([
      200,
      {
        flags: [
          {
            key: 'banner',
            reason: 'TARGETING_MATCH',
            variant: 'new',
            value: 'Welcome',
            metadata: { ticket: 'MP-1' },
          },
          { key: 'mine', reason: 'TARGETING_MATCH', variant: 'yes', value: true },
          { key: 'broken', errorCode: 'GENERAL', errorDetails: expect.any(String) },
        ],
      },
    ]);
    expect(headers.get('x-trace-id')).toBeTruthy();
    expect(headers.get('ratelimit-limit')).toBe('600');
    const kept = { 'cache-control': 'private, no-cache', vary: 'authorization' };
    expect(Object.fromEntries(headers)).toMatchObject(kept);
    const etag = headers.get('etag') ?? '';
    const same = await evaluate({ context: { appVersion: '1.4.0' } }, '', { 'if-none-match': etag });
    expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', etag]);
    expect(Object.fromEntries(same.headers)).toMatchObject(kept);
    expect((await evaluate({ context: { appVersion: '1.3.0' } }, '', { 'if-none-match': etag })).status).toBe(
      200,
    );
  });

  it('evaluates one', async () => {
    expect(await evaluate({}, '/mine')).toMatchObject({
      status: 200,
      body: { key: 'mine', reason: 'TARGETING_MATCH', variant: 'yes', value: true },
    });
    expect((await evaluate({ context: { targetingKey: 'u_1' } }, '/gone')).body).toEqual({
      key: 'gone',
      reason: 'DISABLED',
    });
  });

  it.each([
    ['a flag that there is not', '/nothing', {}, 404, 'FLAG_NOT_FOUND', 'NOT_FOUND'],
    ['a flag that is not for clients', '/review_mode', {}, 404, 'FLAG_NOT_FOUND', 'NOT_FOUND'],
    ['a flag whose rule fails', '/broken', {}, 400, 'GENERAL', 'INPUT_INVALID'],
    ['somebody else', '/mine', { context: { targetingKey: 'u_2' } }, 403, 'INVALID_CONTEXT', 'USER_MISMATCH'],
    [
      'a context that an ask could not have',
      '',
      { context: { a: [1] } },
      400,
      'INVALID_CONTEXT',
      'INPUT_INVALID',
    ],
    ['an infinite number', '', '{"context":{"n":1e999}}', 400, 'INVALID_CONTEXT', 'INPUT_INVALID'],
    ['no context', '', { context: 'u_1' }, 400, 'INVALID_CONTEXT', 'INPUT_INVALID'],
    ['a list', '/mine', [], 400, 'INVALID_CONTEXT', 'INPUT_INVALID'],
    ['no JSON', '', '{"context":', 400, 'PARSE_ERROR', 'BODY_MALFORMED'],
    ['too much', '', { context: { a: 'x'.repeat(70_000) } }, 413, 'GENERAL', 'BODY_TOO_LARGE'],
  ])('refuses %s in its own words', async (_, path, body, status, errorCode, code) => {
    const reply = await evaluate(body, path);
    expect(reply).toMatchObject({ status, body: { code, errorCode, errorDetails: expect.any(String) } });
    expect(reply.body['key']).toBe(path === '' ? undefined : path.slice(1));
    expect(reply.headers.get('x-trace-id')).toBe(reply.body.traceId);
  });

  it('logs no error for a rule that fails by what a client sent', async () => {
    const logged = vi.spyOn(Logger.prototype, 'error');
    onTestFinished(() => logged.mockRestore());
    expect((await evaluate({ context: { any: 'thing' } }, '/broken')).body['errorDetails']).toBe(
      'The rule of the flag cannot be evaluated for this context.',
    );
    expect(logged).not.toHaveBeenCalled();
  });

  it('is for users alone', async () => {
    const reply = await setup.server.call('POST', PATH, { body: {}, token: null });
    expect(reply).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED', errorCode: 'GENERAL' } });
  });

  it("serves OpenFeature's own client", async () => {
    const its = new OFREPWebProvider({
      baseUrl: setup.server.url,
      pollInterval: 0,
      headersFactory: async () => [['authorization', `Bearer ${setup.server.token('u_1')}`]],
    });
    // Its type says that it may have no hooks in a way that the SDK's does not.
    const provider = Object.assign(its, { hooks: [] });
    onTestFinished(() => OpenFeature.close());
    await OpenFeature.setContext({ targetingKey: 'u_1', appVersion: '1.4.0' });
    await OpenFeature.setProviderAndWait(provider);
    const client = OpenFeature.getClient();
    expect(client.getStringDetails('banner', 'none')).toMatchObject({ value: 'Welcome', variant: 'new' });
    expect(client.getBooleanValue('mine', false)).toBe(true);
    expect(client.getNumberDetails('broken', 7)).toMatchObject({ value: 7, errorCode: 'GENERAL' });
    expect(client.getBooleanDetails('review_mode', true)).toMatchObject({
      value: true,
      errorCode: 'FLAG_NOT_FOUND',
    });
    await OpenFeature.setContext({ targetingKey: 'u_1', appVersion: '1.3.0' });
    expect(client.getStringValue('banner', 'none')).toBe('Hello');
  });
});
