import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LiveConfig } from '../../src/config/live-config.js';
import { Database } from '../../src/storage/database.js';
import { lookAgain, untilNextLook } from '../support/config-looks.js';
import type { RecordedRequest } from '../support/fake-openclaw/index.js';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const PROFILES = 'mini-program-profiles.yaml';
const POLICY = 'env-policy.yaml';

/** Everything in a version has its name. */
const filesOf = (version: string, policy = ''): Record<string, string> => ({
  [PROFILES]: `profiles: { summarize_${version}: { model: fast, system_prompt: This is ${version}. } }
routing: { summarize: summarize_${version} }
`,
  [POLICY]: `environments: { dev: { allowed_profiles: [summarize_${version}], ai_label: AI ${version}, log_level: fatal${policy} } }
`,
});
const ASK = { intent: 'summarize', input: { text: 'Who pays for the parcel?' } };

/** What a version answers: by its prompt alone. */
const replyBy = ({ system }: RecordedRequest): string => `- By ${/This is (\w+)\./.exec(system)?.[1]}`;

describe('reloading the configuration', () => {
  const setup = useServer({ files: filesOf('v1'), env: { MINIASK_CONFIG_WATCH: 'on' } });

  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(setup.server.configDir, name), text);
  };
  const operator = (): string => setup.server.token('ops', true);
  const reload = (token = operator()): Promise<Reply> =>
    setup.server.call('POST', '/v1/ops/config/reload', { token });
  const show = (): Promise<Reply> => setup.server.call('GET', '/v1/ops/config', { token: operator() });
  const metrics = async (): Promise<string> =>
    (await setup.server.call('GET', '/metrics', { token: null })).text;

  it('serves the next ask by what the files say now', async () => {
    setup.openclaw.reply = replyBy;
    const before = (await show()).body;
    write(filesOf('v2'));
    const reply = await reload();
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      environment: 'dev',
      lastReload: { trigger: 'api', outcome: 'applied', errors: [], at: '2026-01-01T00:00:00.000Z' },
      lastRejected: null,
    });
    expect(reply.body['configDigest']).toBe(reply.body['filesDigest']);
    expect(reply.body['configDigest']).not.toBe(before['configDigest']);
    const answer = (await setup.server.ask({ ...ASK, traceId: 'after' })).body;
    expect(answer).toMatchObject({ answer: '• By v2', label: 'AI v2', profile: 'summarize_v2' });
    expect((await setup.server.traceOf('after')).configDigest).toBe(reply.body['configDigest']);
    expect((await show()).body).toEqual(reply.body);
  });

  it('lets an ask end with the configuration that it began with', async () => {
    const { promise: reloaded, resolve: goOn } = Promise.withResolvers<void>();
    setup.openclaw.next({
      kind: 'answer',
      text: (async function* () {
        yield '- By';
        await reloaded;
        yield ' v1';
      })(),
    });
    const before = (await show()).body;
    const arrived = setup.openclaw.nextRequest();
    const running = setup.server.ask({ ...ASK, traceId: 'running' });
    await arrived;
    write(filesOf('v2', ', capture: metadata'));
    expect((await reload()).status).toBe(200);
    goOn();
    expect((await running).body).toMatchObject({
      answer: '• By v1',
      label: 'AI v1',
      profile: 'summarize_v1',
    });
    expect(await setup.server.traceOf('running')).toMatchObject({
      configDigest: before['configDigest'],
      label: 'AI v1',
      input: ASK.input,
    });
  });

  it('changes nothing with a bad file, and says so everywhere', async () => {
    setup.openclaw.reply = replyBy;
    const before = (await show()).body;
    write({ ...filesOf('v2'), [POLICY]: 'environments: { dev: { allowed_profiles: 7 } }\n' });
    const { status, body } = await reload();
    expect([status, body.code]).toEqual([409, 'CONFIG_REJECTED']);
    expect(body.errors).toEqual([
      {
        pointer: `${join(setup.server.configDir, POLICY)}:1:42 environments.dev.allowed_profiles`,
        message: expect.stringContaining('must be a list'),
      },
    ]);
    const after = (await show()).body;
    expect(after).toMatchObject({
      configDigest: before['configDigest'],
      loadedAt: before['loadedAt'],
      lastReload: { outcome: 'rejected', errors: [{ line: 1, column: 42 }] },
    });
    expect(after['lastRejected']).toEqual(after['lastReload']);
    expect((await setup.server.ask(ASK)).body).toMatchObject({ answer: '• By v1', label: 'AI v1' });

    const ready = await setup.server.call('GET', '/readyz', { token: null });
    expect(ready.status).toBe(200);
    expect(ready.body.details?.['configuration']).toMatchObject({ detail: 'rejected', errors: 1 });
    expect(ready.text).not.toContain(POLICY);
    expect(await metrics()).toContain('miniask_config_rejected 1\n');

    write(filesOf('v3'));
    const mended = await reload();
    expect(mended.body).toMatchObject({
      lastReload: { outcome: 'applied' },
      lastRejected: { outcome: 'rejected' },
    });
    const text = await metrics();
    expect(text).toContain(`miniask_config_info{digest="${String(mended.body['configDigest'])}"} 1\n`);
    expect(text).not.toContain(String(before['configDigest']));
    expect(text).toContain('miniask_config_rejected 0\n');
    expect(text).toContain('miniask_config_reloads_total{outcome="applied"} 1\n');
    expect(text).toContain('miniask_config_reloads_total{outcome="rejected"} 1\n');
    expect(text).toContain('miniask_config_loaded_timestamp_seconds 1767225600\n');
    const again = await setup.server.call('GET', '/readyz', { token: null });
    expect(again.body.details?.['configuration']).not.toHaveProperty('detail');
  });

  it('is rejected when the database does not keep the configuration', async () => {
    await setup.server.app.get(Database).query.schema.dropTable('stored_configs').execute();
    write(filesOf('v2'));
    const { status, body } = await reload();
    expect([status, body.errors?.[0]?.pointer]).toEqual([409, 'environment DATABASE_URL']);
    const live = setup.server.app.get(LiveConfig);
    expect(live.current.profiles.has('summarize_v1')).toBe(true);
  });

  it('tells that nothing has changed', async () => {
    const { body } = await reload();
    expect(body).toMatchObject({ lastReload: { trigger: 'api', outcome: 'unchanged' } });
  });

  it('happens by itself when files change', async () => {
    const { clock, server } = setup;
    const live = server.app.get(LiveConfig);
    const swapped = new Promise((resolve) => live.onSwap(resolve));
    // Its first look, and the one that finds that nothing has changed since.
    await untilNextLook(clock);
    await lookAgain(clock);
    write(filesOf('v2'));
    await lookAgain(clock);
    await lookAgain(clock);
    await swapped;
    expect(live.current.profiles.has('summarize_v2')).toBe(true);
    expect((await show()).body).toMatchObject({ lastReload: { trigger: 'watch', outcome: 'applied' } });
  });

  it('is for operators', async () => {
    for (const [method, path] of [
      ['GET', '/v1/ops/config'],
      ['POST', '/v1/ops/config/reload'],
    ] as const) {
      const { status, body } = await setup.server.call(method, path);
      expect([status, body.code]).toEqual([403, 'OPERATOR_ONLY']);
    }
  });
});
