import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveConfig } from '../../src/config/live-config.js';
import { BatchRunner } from '../../src/replays/batches/batch-runner.js';
import { ReplayStore } from '../../src/trace/replay-store.js';
import { Database } from '../../src/storage/database.js';
import { TraceStore } from '../../src/trace/trace-store.js';
import { aBatch } from '../support/a-batch.js';
import { aTrace } from '../support/a-trace.js';
import { breakStorage } from '../support/storage-outage.js';
import type { Behaviour } from '../support/fake-openclaw/index.js';
import { useServer } from '../support/use-openclaw.js';

const files = (candidate = 'You are the candidate', model = '') => ({
  'mini-program-profiles.yaml': `
profiles:
  support_v1: {model: fast, system_prompt: You are as ever}
  support_v2: {model: fast, system_prompt: "${candidate}"}
routing: {support: support_v1}
`,
  'env-policy.yaml': 'environments: {dev: {allowed_profiles: [support_v1], log_level: fatal}}',
  'models.yaml': `models: {fast: {agent: fast, total_ms: 20000 ${model}}}`,
});
const ask = (text: string) => ({ intent: 'support', input: { text } });
const says = (text: string): Behaviour => ({
  kind: 'answer',
  text,
  usage: { promptTokens: 100, completionTokens: 50 },
});
const KIND = `
intent: support
assertions:
  - {name: says sorry, type: contains, value: [Sorry]}
`;
/** As `BatchRunner` has them; no other timer of the server waits for as long as a look. */
const [RENEW_MS, LOOK_MS, AGAIN_MS] = [2000, 2800, 1000];
const ORDER = { intent: 'support', profile: 'support_v2', limit: 10 };

/** An answer that begins at once and ends when `goOn` is called. */
function held(text: string) {
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  const behaviour: Behaviour = {
    kind: 'answer',
    text: (async function* () {
      yield text.slice(0, 1);
      await promise;
      yield text.slice(1);
    })(),
  };
  return { behaviour, goOn };
}

describe('a batch of replays', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'miniask-replays-'));
  });
  const setup = useServer({
    gateway: { plugin: { engines: ['lean'] } },
    files: files(),
    // Kept when the server begins anew.
    env: () => ({ DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}` }),
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const operate = (method: string, path: string, body?: object) =>
    setup.server.call(method, `/v1/ops/replays${path}`, { token: setup.server.token('u_op', true), body });
  async function asked(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      await setup.server.ask({ ...ask(text), traceId: text });
      setup.clock.advance(1);
    }
  }
  async function begin(order: object = {}): Promise<string> {
    const { status, body } = await operate('POST', '', { ...ORDER, ...order });
    expect([status, body.code]).toEqual([202, undefined]);
    return String(body['id']);
  }
  const renamed = (from: string, to: string) =>
    sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(
      setup.server.app.get(Database).query,
    );
  /** When one that began before has ended. */
  async function nextLook(): Promise<void> {
    await setup.clock.untilTimer((ms) => ms === LOOK_MS);
    setup.clock.advance(LOOK_MS);
  }
  const batch = async (id: string) => (await operate('GET', `/${id}`)).body;
  async function ended(id: string, status = 'complete') {
    await expect.poll(() => batch(id), { timeout: 8000 }).toMatchObject({ status });
    return batch(id);
  }
  const replays = async () =>
    (await setup.server.app.get(TraceStore).search({ origin: 'replay' }, { limit: 100 })).records;

  it('has the candidate answer the newest asks, and passes when each that had an answer gets one', async () => {
    setup.openclaw.otherwise(says('As ever.'));
    await asked('one', 'two', 'three');
    setup.openclaw.otherwise(says('As never before.'));
    const id = await begin({ limit: 2 });
    const whole = await ended(id);

    expect(whole).toMatchObject({
      profile: 'support_v2',
      agent: 'openclaw',
      verdict: 'pass',
      startedBy: 'u_op',
      progress: { total: 2, done: 2, failed: 0 },
      summary: {
        verdict: 'pass',
        baseline: { count: 2, errors: 0, promptTokens: 200, answerChars: 8 },
        candidate: { count: 2, errors: 0, completionTokens: 100, answerChars: 16 },
        answerCharsChange: 1,
      },
      results: [
        { seq: 1, clientTraceId: 'three', status: 'done', similarity: expect.closeTo(0.4, 0) },
        { seq: 2, clientTraceId: 'two', status: 'done' },
      ],
    });
    expect(setup.openclaw.requests.slice(-2).map(({ system }) => system.slice(0, 200))).toEqual([
      expect.stringContaining('You are the candidate'),
      expect.stringContaining('You are the candidate'),
    ]);
    expect(await replays()).toMatchObject([{ batchId: id }, { batchId: id }]);
    // Replays are not replayed.
    expect((await ended(await begin()))['progress']).toMatchObject({ total: 3 });
    const { items } = (await operate('GET', '')).body;
    expect(items?.map((item) => item.id)).toContain(id);
  });

  it('fails when asks lose their answers, and says so', async () => {
    await asked('one', 'two');
    setup.openclaw.otherwise({ kind: 'provider-error', status: 400 });
    expect(await ended(await begin())).toMatchObject({
      verdict: 'fail',
      progress: { total: 2, done: 0, failed: 2 },
      summary: { reasons: ['2 of 2 asks that had an answer got none.'], candidate: { errors: 2 } },
    });
  });

  it.each([
    ['of another environment', { environment: 'staging' }],
    ['answered by what another ask had got', { environment: 'dev', cached: true }],
  ])('leaves out asks %s', async (_, parts) => {
    await asked('one');
    const { input } = ask('two');
    const other = aTrace({ intent: 'support', input, context: null, traceId: 'two', ...parts });
    await setup.server.app.get(TraceStore).save(other);
    const { progress, results } = await ended(await begin());
    expect(progress).toMatchObject({ total: 1 });
    expect(results).toMatchObject([{ clientTraceId: 'one' }]);
  });

  it('that finds nothing to replay is not passed', async () => {
    expect(await ended(await begin())).toMatchObject({
      verdict: 'fail',
      summary: { reasons: ['No ask was replayed.'] },
    });
  });

  it('is judged by an eval', async () => {
    const evals = { 'evals/kind.yaml': KIND };
    await setup.restart({ ...files(), ...evals });
    await asked('one', 'two');
    setup.openclaw.next(says('Sorry, no.'), says('No.'));
    const id = await begin({ eval: 'kind', concurrency: 1 });
    expect(await ended(id)).toMatchObject({
      eval: 'kind',
      verdict: 'fail',
      summary: {
        reasons: ['1 of 2 answers pass the eval kind, which wants 100 % of them; before, 0.'],
        assertions: [{ name: 'says sorry', type: 'contains', passed: 1, failed: 1, baselinePassed: 0 }],
      },
      results: [{ assertions: [{ passed: true }] }, { assertions: [{ name: 'says sorry', passed: false }] }],
    });
    expect((await operate('POST', '', { ...ORDER, eval: 'nothing' })).body).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ pointer: '/eval' }],
    });
  });

  it('compares what is kept of both, and judges what was said', async () => {
    const policy =
      'environments: {dev: {allowed_profiles: [support_v1], log_level: fatal, capture: redacted}}';
    const phone =
      'intent: support\nassertions:\n  - {type: similar, value: 1}\n  - {type: contains, value: ["13812345678"]}';
    await setup.restart({ ...files(), 'env-policy.yaml': policy, 'evals/phone.yaml': phone });
    setup.openclaw.otherwise(says('Call 13812345678.'));
    await asked('one');
    expect(await ended(await begin({ eval: 'phone' }))).toMatchObject({
      verdict: 'pass',
      summary: { similarity: { mean: 1 }, answerCharsChange: 0 },
      results: [{ assertions: [{ passed: true }, { passed: true }] }],
    });
  });

  it('counts no more than was to be kept when its replay began', async () => {
    const policy = (capture: string): string =>
      `environments: {dev: {allowed_profiles: [support_v1], log_level: fatal, capture: ${capture}}}`;
    await setup.restart({ ...files(), 'env-policy.yaml': policy('redacted') });
    setup.openclaw.next(says('Call 13812345678.'));
    await asked('one');
    const { behaviour, goOn } = held('Call 13812345678.');
    setup.openclaw.next(behaviour);
    const id = await begin();
    await expect.poll(() => setup.openclaw.requests.length).toBe(2);
    await writeFile(join(setup.server.configDir, 'env-policy.yaml'), policy('full'));
    const token = setup.server.token('u_op', true);
    expect((await setup.server.call('POST', '/v1/ops/config/reload', { token })).status).toBe(200);
    goOn();
    expect(await ended(id)).toMatchObject({ summary: { similarity: { mean: 1 }, answerCharsChange: 0 } });
  });

  it('passes with the shipped eval when it answers as ever, in whatever language users ask', async () => {
    const summaries = {
      'mini-program-profiles.yaml': `
profiles: {summarize_v1: {model: fast, system_prompt: "Answer in the language of the text."}}
routing: {summarize: summarize_v1}
`,
      'env-policy.yaml': 'environments: {dev: {allowed_profiles: [summarize_v1], log_level: fatal}}',
      'evals/summarize.yaml': await readFile('config/evals/summarize.yaml', 'utf8'),
    };
    await setup.restart({ ...files(), ...summaries });
    const texts = {
      english: ['The box arrived two days late, and its lid was broken.', 'The box came late.'],
      chinese: ['箱子晚到了两天，盖子也坏了，客服很快寄来了新的。', '箱子晚到了两天。'],
    };
    for (const [traceId, [text, answer]] of Object.entries(texts)) {
      setup.openclaw.next(says(`• ${answer}`));
      await setup.server.ask({ intent: 'summarize', traceId, input: { text } });
      setup.clock.advance(1);
    }
    setup.openclaw.next(says(`• ${texts.chinese[1]}`), says(`• ${texts.english[1]}`));
    const order = { intent: 'summarize', profile: 'summarize_v1', eval: 'summarize', concurrency: 1 };
    const votes = { name: 'language', type: 'language', passed: 2, failed: 0, baselinePassed: 2 };
    expect((await ended(await begin(order)))['summary']).toMatchObject({
      verdict: 'pass',
      assertions: expect.arrayContaining([votes]),
    });
  });

  it('tells of answers that came at a second attempt', async () => {
    await asked('one');
    setup.openclaw.next({ kind: 'provider-error', status: 500 }, says('At last.'));
    const id = await begin();
    setup.clock.advance(await setup.clock.untilTimer((ms) => ms >= 100 && ms <= 300));
    expect(await ended(id)).toMatchObject({
      verdict: 'pass',
      summary: {
        reasons: [
          'All of 1 asks that had an answer got one again.',
          '1 of 1 answers needed another attempt; before, 0.',
          '1 of 1 answers were degraded; before, 0.',
        ],
        baseline: { retried: 0, degraded: 0 },
        candidate: { errors: 0, retried: 1, degraded: 1 },
      },
      results: [{ original: { attempts: 1, degraded: false }, replay: { attempts: 2, degraded: true } }],
    });
  });

  it('asks no model again that has read something, although no gateway was found in the end', async () => {
    await asked('one');
    const before = setup.openclaw.requests.length;
    setup.openclaw.next(says('...'));
    setup.openclaw.otherwise({ kind: 'provider-error', status: 401 });
    const lost = { replay: { status: 'failed', errorCode: 'AGENT_UNAVAILABLE', promptTokens: 100 } };
    expect(await ended(await begin())).toMatchObject({ verdict: 'fail', results: [lost] });
    expect(setup.openclaw.requests).toHaveLength(before + 2);
  });

  it('shares the places of its process with every other batch', async () => {
    await setup.restart(files('You are the candidate', ', max_concurrent: 50'));
    const texts = Array.from({ length: 10 }, (_, at) => `ask-${at}`);
    await asked(...texts);
    const answers = Array.from({ length: 20 }, () => held('Hold.'));
    setup.openclaw.next(...answers.map(({ behaviour }) => behaviour));
    const ids = [await begin({ concurrency: 8 }), await begin({ concurrency: 8 })];
    await expect.poll(() => setup.openclaw.requests.length, { timeout: 8000 }).toBe(18);
    // Long enough for more to come, if they could: the way of a whole ask. Its answer is held like the others.
    const user = setup.server.ask({ ...ask('a user'), traceId: 'user' });
    await expect.poll(() => setup.openclaw.requests.at(-1)?.system).toContain('You are as ever');
    expect(setup.openclaw.requests).toHaveLength(19);

    for (const { goOn } of answers) goOn();
    expect((await user).status).toBe(200);
    for (const id of ids) expect(await ended(id)).toMatchObject({ progress: { done: 10 } });
  });

  it('is refused for a candidate that there is not, or that serves other intents', async () => {
    for (const order of [{ profile: 'support_v9' }, { intent: 'summarize' }]) {
      expect(await operate('POST', '', { ...ORDER, ...order })).toMatchObject({
        status: 400,
        body: { code: 'INPUT_INVALID', errors: [{ pointer: '/profile' }] },
      });
    }
    expect((await operate('POST', '', { ...ORDER, intent: 'nothing' })).body.code).toBe('INTENT_UNKNOWN');
    const wrong = { ...ORDER, limit: 501, concurrency: 9, filter: { status: 'refused', page: 1 } };
    expect((await operate('POST', '', wrong)).body.errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/concurrency',
      '/filter/page',
      '/filter/status',
      '/limit',
    ]);
    expect((await operate('GET', '/nothing')).status).toBe(404);
    expect((await setup.server.call('GET', '/v1/ops/replays')).status).toBe(403);
  });

  it('is refused with the rule that was broken, and null is no way to leave something out', async () => {
    const nothing = (allowed: string) => `must be ${allowed}, or be left out; null is not allowed`;
    const name = '1 to 128 printable characters';
    const asks = 'must be a whole number from 1 to 500';
    for (const [order, pointer, message] of [
      [{ filter: null }, '/filter', nothing('an object')],
      [{ filter: { profile: null } }, '/filter/profile', nothing(name)],
      [{ filter: { from: null } }, '/filter/from', expect.stringMatching(/^must be a time .*null is not/)],
      [{ eval: null }, '/eval', nothing(name)],
      [{ concurrency: null }, '/concurrency', nothing('a whole number from 1 to 8')],
      [{ concurrency: '2' }, '/concurrency', 'must be a whole number from 1 to 8'],
      [{ limit: '5' }, '/limit', asks],
      [{ limit: 501 }, '/limit', asks],
    ] as const) {
      expect(await operate('POST', '', { ...ORDER, ...order })).toMatchObject({
        status: 400,
        body: { code: 'INPUT_INVALID', errors: [{ pointer, message }] },
      });
    }
    for (const filter of ['all', []])
      expect((await operate('POST', '', { ...ORDER, filter })).body.errors).toContainEqual({
        pointer: '/filter',
        message: 'must be an object',
      });
    expect((await operate('GET', '?limit=many')).body.errors).toEqual([
      { pointer: '/limit', message: 'must be a whole number from 1 to 100' },
    ]);
  });

  it('goes on where it was after a restart, with the candidate as it was', async () => {
    await asked('one', 'two', 'three');
    const { behaviour, goOn } = held('Hold.');
    setup.openclaw.next(says('Done.'), behaviour);
    const id = await begin({ concurrency: 1 });
    await expect.poll(() => batch(id)).toMatchObject({ progress: { done: 1 } });
    await expect.poll(() => setup.openclaw.requests.length).toBe(5);
    // What runs may end within the grace period.
    const restarted = setup.restart(files('You are somebody else'));
    goOn();
    await restarted;
    const whole = await ended(id);

    expect(whole).toMatchObject({ progress: { total: 3, done: 3 }, verdict: 'pass' });
    expect(setup.openclaw.requests).toHaveLength(6);
    expect(setup.openclaw.requests.at(-1)?.system).toContain('You are the candidate');
    expect(await replays()).toHaveLength(3);
  });

  it('is taken over when the process that ran it is gone, and pays again only for what was running', async () => {
    await asked('one', 'two');
    const { behaviour, goOn } = held('Hold.');
    setup.openclaw.next(says('Done.'), behaviour);
    const id = await begin({ concurrency: 1 });
    await expect.poll(() => batch(id)).toMatchObject({ progress: { done: 1 } });
    await expect.poll(() => setup.openclaw.requests.length).toBe(4);
    // As another process would that finds the lease over.
    const store = setup.server.app.get(ReplayStore);
    const later = setup.clock.now() + 60_000;
    expect(await store.claim('dev', later, { owner: 'another', until: later }, [])).toMatchObject({ id });
    setup.clock.advance(RENEW_MS);
    await expect.poll(() => replays()).toMatchObject([{ status: 'cancelled' }, { status: 'complete' }]);
    goOn();
    await store.release(id, 'another');
    await nextLook();

    expect(await ended(id)).toMatchObject({ progress: { total: 2, done: 2 } });
    expect(setup.openclaw.requests).toHaveLength(5);
  });

  it('keeps what it has paid for while storage fails, and goes on when it works again', async () => {
    await asked('one', 'two');
    const { behaviour, goOn } = held('Hold.');
    setup.openclaw.next(behaviour);
    const id = await begin({ concurrency: 1 });
    await expect.poll(() => setup.openclaw.requests.length).toBe(3);
    const mendTraces = await breakStorage(setup.server.app.get(Database));
    await renamed('replay_results', 'results_elsewhere');
    goOn();
    await setup.clock.untilTimer((ms) => ms === AGAIN_MS);
    await renamed('results_elsewhere', 'replay_results');
    await mendTraces();
    setup.clock.advance(AGAIN_MS);

    await expect
      .poll(
        async () => {
          setup.clock.advance(500);
          return batch(id);
        },
        { timeout: 8000 },
      )
      .toMatchObject({ status: 'complete', progress: { total: 2, done: 2 } });
    expect(setup.openclaw.requests).toHaveLength(4);
  });

  it('is not begun anew by the process that runs it, when that stood still for longer than its lease', async () => {
    await asked('one', 'two');
    const { behaviour, goOn } = held('Hold.');
    setup.openclaw.next(behaviour);
    await setup.clock.untilTimer((ms) => ms === LOOK_MS);
    // So that it looks for left batches before it renews its own.
    setup.clock.advance(LOOK_MS - RENEW_MS + 1);
    const id = await begin({ concurrency: 1 });
    await expect.poll(() => setup.openclaw.requests.length).toBe(3);
    setup.clock.stall(9000);
    await setup.clock.untilTimer((ms) => ms === LOOK_MS);
    goOn();
    expect(await ended(id)).toMatchObject({ progress: { total: 2, done: 2 } });
    expect(setup.openclaw.requests).toHaveLength(4);
  });

  it('is taken over eleven seconds after its process died', async () => {
    const left = aBatch({
      environment: 'dev',
      configDigest: setup.server.app.get(LiveConfig).current.digest,
    });
    const died = setup.clock.now();
    const lease = { ...setup.server.app.get(BatchRunner).lease(), owner: 'another' };
    await setup.server.app.get(ReplayStore).create(left, [], lease);
    await setup.clock.untilTimer((ms) => ms === LOOK_MS);
    while (lease.until >= setup.clock.now()) await nextLook();
    expect(await ended(left.id, 'failed')).toMatchObject({ status: 'failed' });
    expect(setup.clock.now() - died).toBeLessThanOrEqual(11_000);
  });

  it('is left to its process where storage failed for longer than its lease', async () => {
    const store = setup.server.app.get(ReplayStore);
    const left = aBatch({
      environment: 'dev',
      configDigest: setup.server.app.get(LiveConfig).current.digest,
    });
    const lease = () => ({ owner: 'another', until: setup.clock.now() + 8000 });
    await store.create(left, [], lease());
    await renamed('replays', 'replays_elsewhere');
    for (let look = 0; look < 5; look += 1) await nextLook();
    await setup.clock.untilTimer((ms) => ms === LOOK_MS);
    await renamed('replays_elsewhere', 'replays');
    await nextLook();
    await setup.clock.untilTimer((ms) => ms === LOOK_MS);
    expect(await store.renew(left.id, lease())).toBe(true);

    for (let look = 0; look < 4; look += 1) await nextLook();
    await ended(left.id, 'failed');
  });

  it.each([
    ['whose candidate cannot be read', 'openclaw'],
    ['that another agent has begun', 'local'],
  ] as const)('%s ends as failed', async (_what, agent) => {
    const { digest } = setup.server.app.get(LiveConfig).current;
    const { query } = setup.server.app.get(Database);
    if (agent === 'openclaw') await sql`update stored_profiles set content = '{}'`.execute(query);
    const left = aBatch({
      environment: 'dev',
      intent: 'support',
      profile: 'support_v1',
      configDigest: digest,
      agent,
    });
    const lease = { owner: 'another', until: setup.clock.now() - 1 };
    await setup.server.app.get(ReplayStore).create(left, [], lease);
    await nextLook();
    expect(await ended(left.id, 'failed')).toMatchObject({ verdict: null, summary: null, agent });
  });

  it('ends when it is cancelled', async () => {
    await asked('one', 'two', 'three');
    setup.openclaw.otherwise({ kind: 'silence', after: ['…'] });
    const id = await begin({ concurrency: 2 });
    await expect.poll(() => setup.openclaw.requests.length).toBe(5);
    expect((await operate('DELETE', `/${id}`)).body).toMatchObject({ status: 'cancelled', verdict: null });
    await expect.poll(() => replays()).toMatchObject([{ status: 'cancelled' }, { status: 'cancelled' }]);
    expect((await operate('DELETE', `/${id}`)).body).toMatchObject({
      status: 'cancelled',
      progress: { total: 3, done: 0, failed: 0 },
    });
    expect(setup.openclaw.requests).toHaveLength(5);
  });

  it('takes no place that users need', async () => {
    await setup.restart(files('You are the candidate', ', max_concurrent: 3'));
    await asked('one', 'two', 'three');
    const answers = Array.from({ length: 4 }, () => held('Hold.'));
    setup.openclaw.next(...answers.map(({ behaviour }) => behaviour));
    const id = await begin({ concurrency: 3 });
    await expect.poll(() => setup.openclaw.requests.length).toBe(5);
    // Two run, and the third place is a user's.
    const user = setup.server.ask({ ...ask('a user'), traceId: 'user' });
    await expect.poll(() => setup.openclaw.requests.length).toBe(6);
    expect(setup.openclaw.requests.at(-1)?.system).toContain('You are as ever');
    // Whoever leaves first leaves the place to users.
    answers[0]?.goOn();
    await expect.poll(() => batch(id)).toMatchObject({ progress: { done: 1 } });
    expect(setup.openclaw.requests).toHaveLength(6);
    for (const { goOn } of answers) goOn();
    expect((await user).status).toBe(200);
    expect(await ended(id)).toMatchObject({ progress: { done: 3 } });
  });
});
