import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/common/ids.js';
import { AuditStore } from '../../src/trace/audit-store.js';
import type { TraceRecord } from '../../src/trace/trace-record.js';
import { TraceStore } from '../../src/trace/trace-store.js';
import { aTrace } from '../support/a-trace.js';
import type { Behaviour } from '../support/fake-openclaw/index.js';
import { halves } from '../support/halves.js';
import { useServer } from '../support/use-openclaw.js';

const profilesFile = (prompt: string): string => `
profiles:
  summarize_v1: {model: fast, system_prompt: "${prompt}", cache_ttl_s: 60, fallback: summarize_v2}
  summarize_v2: {model: fast, system_prompt: You are the second}
  summarize_v3: {model: fast, system_prompt: You are the third}
  extract_v1: {model: fast, system_prompt: You read}
  support_v1: {model: fast, system_prompt: You help, tools: [search_knowledge]}
  support_v2: {model: fast, system_prompt: You act, tools: [order_status]}
routing: {extract: extract_v1, summarize: summarize_v1, support: support_v1}
`;
const files = (prompt: string, { policy = '', model = '' } = {}) => ({
  'mini-program-profiles.yaml': profilesFile(prompt),
  'env-policy.yaml': `environments: {dev: {allowed_profiles: [extract_v1, summarize_v1, summarize_v2, support_v1], log_level: fatal, allow_local_fallback: true ${policy}}}`,
  'models.yaml': `models: {fast: {agent: fast, total_ms: 20000, price: {input: 1, output: 2} ${model}}}`,
});
const ASK = { intent: 'summarize', input: { text: '今天的会议决定了三件事。' }, context: { page: '/index' } };
const SUPPORT = { intent: 'support', input: { text: '退货的运费谁承担？' } };
const USAGE = { promptTokens: 1000, completionTokens: 500 };
const says = (text: string): Behaviour => ({ kind: 'answer', text, usage: USAGE });
const calls = (name: string, args: object): Behaviour => ({
  kind: 'tool-calls',
  calls: [{ id: 'call-1', name, arguments: JSON.stringify(args) }],
});

/** The record with another result of its tool's one call. */
function withResult(record: TraceRecord | null, result: string): TraceRecord {
  const [attempt] = record?.attempts ?? [];
  const [call] = attempt?.toolCalls ?? [];
  if (record === null || attempt === undefined || call === undefined) throw new Error('no tool was called');
  return { ...record, attempts: [{ ...attempt, toolCalls: [{ ...call, result }] }] };
}

describe('a replay', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'miniask-replay-'));
  });
  const setup = useServer({
    gateway: { plugin: { engines: ['lean'] }, agents: ['fast', 'fast--order_status'] },
    files: files('You are the first'),
    // Kept when the server begins anew.
    env: () => ({ DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}` }),
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function asked(body: object = ASK, traceId = 'asked'): Promise<string> {
    await setup.server.ask({ ...body, traceId });
    return (await setup.server.traceOf(traceId)).id;
  }

  const operate = (method: string, path: string, body?: unknown) =>
    setup.server.call(method, `/v1/ops/${path}`, { token: setup.server.token('u_op', true), body });
  const replay = (id: string, body?: unknown) => operate('POST', `traces/${id}/replay`, body);
  const store = () => setup.server.app.get(TraceStore);

  it('runs the profile as it was, although the files have changed', async () => {
    setup.openclaw.next(says('- 三件事'));
    const id = await asked();
    await setup.restart(files('You are somebody else', { model: ', model: other/model' }));
    setup.openclaw.next(says('- 两件事'));
    // JSON by its content-type, and nothing in it.
    const { status, body } = await replay(id, '');

    expect(status).toBe(200);
    const [first, second] = setup.openclaw.requests;
    expect(second?.system).toBe(first?.system);
    expect(second?.system).toContain('You are the first');
    expect(second?.user).toBe(first?.user);
    expect(second?.plugin?.model).toBe(first?.plugin?.model);
    expect(first?.plugin?.model).toBeUndefined();
    const sessions = [id, String(body['id'])].map(
      async (one) => (await store().find(one))?.attempts[0]?.sessionKey,
    );
    expect(new Set(await Promise.all(sessions)).size).toBe(2);
    expect(body).toMatchObject({
      replayOf: id,
      original: { id, status: 'complete', answer: '• 三件事' },
      replay: { id: body['id'], status: 'complete', answer: '• 两件事', profile: 'summarize_v1' },
      diff: [
        { type: 'same', text: '• ' },
        { type: 'removed', text: '三' },
        { type: 'added', text: '两' },
        { type: 'same', text: '件事' },
      ],
      figures: expect.arrayContaining([
        { name: 'promptTokens', original: 1000, replay: 1000, change: 0 },
        { name: 'cost', original: 0.002, replay: 0.002, change: 0 },
      ]),
    });
    expect((await operate('GET', `traces/${String(body['id'])}/comparison`)).body).toEqual(body);
    expect((await operate('GET', `traces/${id}/comparison`)).status).toBe(404);
  });

  it('runs another profile as it is now, also one that this environment does not allow', async () => {
    const id = await asked();
    const { body } = await replay(id, { profile: 'summarize_v3' });
    expect(setup.openclaw.requests.at(-1)?.system).toContain('You are the third');
    expect(body['replay']).toMatchObject({ profile: 'summarize_v3', status: 'complete' });
    expect(await store().find(String(body['id']))).toMatchObject({
      replayOf: id,
      traceId: 'asked',
      userId: 'u_123',
      input: ASK.input,
      context: ASK.context,
      charge: { asks: 0, tokens: 0 },
      routing: [{ rule: 'replay', result: 'summarize_v3 as it is now' }],
    });
  });

  it('refuses a profile that does not exist, or serves other intents', async () => {
    const id = await asked();
    for (const profile of ['summarize_v9', 'support_v1'])
      expect(await replay(id, { profile })).toMatchObject({
        status: 400,
        body: { code: 'INPUT_INVALID', errors: [{ pointer: '/profile' }] },
      });
    expect((await replay('nobody')).status).toBe(404);
    expect((await replay(id, { profile: 'summarize_v1', model: 'fast' })).status).toBe(400);
    expect((await setup.server.call('POST', `/v1/ops/traces/${id}/replay`, { body: {} })).status).toBe(403);
    expect((await replay(id, { profile: null })).body).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ pointer: '/profile', message: expect.stringContaining('null is not allowed') }],
    });
  });

  it('shows no more than was to be kept when it began, whatever is kept at its end', async () => {
    await setup.restart(files('You are the first', { policy: ', capture: redacted' }));
    setup.openclaw.next(says('- 请拨打13812345678。'));
    const id = await asked();
    const { behaviour, goOn } = halves('- 请拨打', '13812345678。');
    setup.openclaw.next(behaviour);
    const arrived = setup.openclaw.nextRequest();
    const replayed = replay(id);
    await arrived;
    const loosened = files('You are the first', { policy: ', capture: full' })['env-policy.yaml'];
    await writeFile(join(setup.server.configDir, 'env-policy.yaml'), loosened);
    expect((await operate('POST', 'config/reload')).status).toBe(200);
    goOn();
    const { body, text } = await replayed;
    expect(body).toMatchObject({ similarity: 1, replay: { answer: '• 请拨打[phone]。' } });
    expect(text).not.toContain('13812345678');
  });

  it('is compared as far as both answers are kept', async () => {
    await setup.restart(files('You are the first', { policy: ', capture: redacted' }));
    setup.openclaw.otherwise(says('- 请拨打13812345678。'));
    const id = await asked();
    const { body, text } = await replay(id);
    expect(body).toMatchObject({
      similarity: 1,
      original: { answer: '• 请拨打[phone]。' },
      replay: { answer: '• 请拨打[phone]。' },
      diff: [{ type: 'same' }],
      figures: expect.arrayContaining([{ name: 'answerChars', original: 13, replay: 13, change: 0 }]),
    });
    expect(text).not.toContain('13812345678');
    const again = await operate('GET', `traces/${String(body['id'])}/comparison`);
    expect(again.text).toBe(text);

    await setup.restart(files('You are the first', { policy: ', capture: metadata' }));
    expect((await replay(id)).body).toMatchObject({
      similarity: null,
      diff: [],
      original: { status: 'complete', answer: null, output: null },
      replay: { status: 'complete', answer: null, output: null },
    });
  });

  it('has no effect on its user', async () => {
    await setup.restart(files('You are the first', { policy: ', quotas: {asks_per_day: 1}' }));
    setup.openclaw.next(says('- 三件事'));
    const { context: _, ...alone } = ASK;
    const id = await asked(alone);
    const audits = async () =>
      (await setup.server.app.get(AuditStore).page({ from: 0, to: Number.MAX_SAFE_INTEGER }, 100)).length;
    const [before, config] = [await audits(), await setup.server.call('GET', '/v1/mini/config')];
    setup.openclaw.next(says('- 两件事'));
    const { body } = await replay(id);

    expect(body['replay']).toMatchObject({ answer: '• 两件事' });
    expect(await audits()).toBe(before);
    expect((await setup.server.call('GET', '/v1/mini/config')).body).toEqual(config.body);
    expect((await setup.server.call('GET', '/v1/mini/asks/asked')).body.answer).toBe('• 三件事');
    // The cache has what the user was told.
    expect((await setup.server.ask(alone, setup.server.token('u_other'))).body).toMatchObject({
      answer: '• 三件事',
      cached: true,
    });
    const metrics = await fetch(`${setup.server.url}/metrics`).then((response) => response.text());
    expect(metrics).toContain('miniask_replays_total{status="complete",code="none"} 1');
    expect(metrics).toContain('miniask_replays_running 0');
  });

  it('asks nobody else when its profile fails, and tells that it failed', async () => {
    const id = await asked();
    setup.openclaw.otherwise({ kind: 'provider-error', status: 401 });
    const { status, body } = await replay(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      replay: { status: 'failed', errorCode: 'AGENT_UNAVAILABLE', answer: null, output: null },
      diff: [{ type: 'removed' }],
    });
    expect(setup.openclaw.requests).toHaveLength(2);
    expect((await store().search({ origin: 'replay' }, { limit: 10 })).records).toMatchObject([
      { id: body['id'], status: 'failed' },
    ]);
  });

  it('tells a model what was wrong with its answer, as for any user', async () => {
    const fields = [{ name: 'city', type: 'string' }];
    setup.openclaw.next(says('{"city": "成都"}'));
    const id = await asked({ intent: 'extract', input: { text: '寄到成都。', fields } });
    setup.openclaw.next(says('I would rather not.'), says('{"city": "成都"}'));
    const { body } = await replay(id);
    expect(setup.openclaw.requests.at(-1)?.user).toContain('I would rather not.');
    expect(body).toMatchObject({ replay: { status: 'complete', degraded: true }, similarity: 1 });
  });

  it('is compared also by what was said that could not be used, as far as that is kept', async () => {
    await setup.restart(files('You are the first', { policy: ', capture: full' }));
    const fields = [{ name: 'city', type: 'string' }];
    setup.openclaw.next(says('{"city": "成都"}'));
    const id = await asked({ intent: 'extract', input: { text: '寄到成都。', fields } });
    setup.openclaw.otherwise(says('请拨打13812345678。'));
    const { body } = await replay(id);
    const unusable = { outcome: 'OUTPUT_INVALID', reason: 'wrong_form', fault: expect.any(String) };
    const said = '请拨打13812345678。';
    expect(body).toMatchObject({
      original: { attempts: [{ profile: 'extract_v1', model: 'fast', outcome: 'ok' }] },
      replay: {
        errorCode: 'OUTPUT_INVALID',
        attempts: [
          { ...unusable, said },
          { ...unusable, said, corrects: true },
        ],
      },
    });
    const comparison = `traces/${String(body['id'])}/comparison`;
    await setup.restart(files('You are the first', { policy: ', capture: redacted' }));
    expect((await operate('GET', comparison)).body).toMatchObject({
      replay: { attempts: [{ said: '请拨打[phone]。' }, { said: '请拨打[phone]。' }] },
    });
    await setup.restart(files('You are the first', { policy: ', capture: metadata' }));
    expect((await operate('GET', comparison)).text).not.toMatch(/请拨打|"fault"/);
  });

  it('waits for a place that users do not need, and not for ever', async () => {
    await setup.restart(files('You are the first', { model: ', max_concurrent: 1' }));
    const id = await asked();
    setup.openclaw.next({ kind: 'silence', after: ['- 三'] });
    const arrived = setup.openclaw.nextRequest();
    const user = setup.server.ask({ ...ASK, traceId: 'user' });
    await arrived;
    const waiting = replay(id);
    // Its own patience, begun after the time of the user's model.
    await expect.poll(() => setup.clock.pending.filter((ms) => ms === 20_000)).toHaveLength(2);
    setup.clock.advance(20_000);
    expect((await waiting).body['replay']).toMatchObject({
      status: 'failed',
      errorCode: 'AGENT_OVERLOADED',
      errorReason: 'no_place_for_replay',
    });
    await user;
    expect(setup.openclaw.requests).toHaveLength(2);
  });

  it('is forgotten with its user', async () => {
    const id = await asked();
    const { body } = await replay(id);
    expect((await setup.server.call('DELETE', '/v1/mini/me')).status).toBe(204);
    expect(await store().find(String(body['id']))).toBeNull();
  });

  it('goes on when its caller leaves', async () => {
    const id = await asked();
    const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
    setup.openclaw.next({
      kind: 'answer',
      text: (async function* () {
        yield '- 三';
        await held;
        yield '件事';
      })(),
    });
    const arrived = setup.openclaw.nextRequest();
    const caller = new AbortController();
    const left = fetch(`${setup.server.url}/v1/ops/traces/${id}/replay`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${setup.server.token('u_op', true)}`,
        'content-type': 'application/json',
      },
      body: '{}',
      signal: caller.signal,
    });
    await arrived;
    caller.abort();
    await expect(left).rejects.toThrow('aborted');
    goOn();
    await expect
      .poll(async () => (await store().search({ origin: 'replay' }, { limit: 1 })).records)
      .toMatchObject([{ status: 'complete', answer: '• 三件事' }]);
  });

  describe('whose model calls tools', () => {
    it('answers a call that was made before from the record, and runs others only when they have no effect', async () => {
      setup.openclaw.next(calls('search_knowledge', { query: '退货' }), says('由我们承担。'));
      const id = await asked(SUPPORT);
      await store().save(withResult(await store().find(id), 'as it was'));
      setup.openclaw.next(
        calls('search_knowledge', { query: '退货' }),
        calls('search_knowledge', { query: '发票' }),
        says('由我们承担。'),
      );
      const { body } = await replay(id);
      const record = await store().find(String(body['id']));
      expect(record?.attempts[0]?.toolCalls).toMatchObject([
        { outcome: 'ok', result: 'as it was', replayed: true },
        { outcome: 'ok', result: expect.stringContaining('发票') },
      ]);
      expect(record?.attempts[0]?.toolCalls?.[1]).not.toHaveProperty('replayed');
    });

    it('is refused when the agent has tools of its own, at which nobody can look', async () => {
      const id = await asked(SUPPORT);
      const { status, body } = await replay(id, { profile: 'support_v2' });
      expect([status, body.code]).toEqual([409, 'NOT_REPLAYABLE']);
      expect(body.detail).toContain('order_status');
    });
  });

  describe('is refused, saying why,', () => {
    const detailOf = async (id: string, body: object = {}) => {
      const reply = await replay(id, body);
      expect([reply.status, reply.body.code]).toEqual([409, 'NOT_REPLAYABLE']);
      return reply.body.detail;
    };

    it('when nothing was kept of what was asked', async () => {
      await setup.restart(files('You are the first', { policy: ', capture: metadata' }));
      expect(await detailOf(await asked())).toContain('not kept');
    });

    it('when the ask was refused before it was read', async () => {
      const { headers } = await setup.server.ask({ ...ASK, input: { text: '' } });
      const { id } = await setup.server.traceOf(headers.get('x-trace-id') ?? '');
      expect(await detailOf(id)).toBeDefined();
    });

    it('when what was kept does not fit the contract', async () => {
      const old = aTrace({ input: { text: 'x', maxBullets: 500 } });
      await store().save(old);
      expect(await detailOf(old.id, { profile: 'summarize_v1' })).toContain('contract');
    });

    it('when the intent is gone, or the configuration', async () => {
      const gone = aTrace({ intent: 'no_such_intent' });
      const old = aTrace({ context: null });
      await store().save(gone);
      await store().save(old);
      expect(await detailOf(gone.id)).toContain('no_such_intent');
      expect(await detailOf(old.id)).toContain('configuration');
      expect((await replay(old.id, { profile: 'summarize_v1' })).status).toBe(200);
    });

    it('when the kept profile is not the one that answered', async () => {
      const record = await store().find(await asked());
      if (record === null) throw new Error('the ask was not stored');
      const other = aTrace({ ...record, id: newId(), profileDigest: 'of another' });
      await store().save(other);
      expect(await detailOf(other.id)).toContain('configuration');
    });
  });
});
