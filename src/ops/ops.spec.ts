import { Global, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { aTrace } from '../../test/support/a-trace.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { MemoryConfigChanges } from '../../test/support/memory-config-changes.js';
import { CommonModule } from '../common/common.module.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { ConfigChanger } from '../config/changes/config-changer.js';
import { ConfigChanges } from '../config/changes/config-changes.js';
import { ConfigLayers } from '../config/live/config-layers.js';
import { ConfigReloader } from '../config/live/config-reloader.js';
import { LiveConfig } from '../config/live-config.js';
import { FlagsModule } from '../flags/flags.module.js';
import { AllowedMethods } from '../http/allowed-methods.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { type Database, openDatabase } from '../storage/database.js';
import { SqlConfigArchive } from '../storage/repositories/sql-config-archive.js';
import { SqlTraceFigures } from '../storage/repositories/sql-trace-figures.js';
import { SqlTraceStore } from '../storage/repositories/sql-trace-store.js';
import { ConfigArchive } from '../trace/config-archive.js';
import { openTrace } from '../trace/trace-draft.js';
import { ReplayStore } from '../trace/replay-store.js';
import { TraceFigures } from '../trace/trace-figures.js';
import { TraceStore } from '../trace/trace-store.js';
import { IntentsModule } from '../intents/intents.module.js';
import { BatchesService } from '../replays/batches/batches.service.js';
import { ReplayQuestions } from '../replays/replay-question.js';
import { ReplaysModule } from '../replays/replays.module.js';
import { ReplaysService } from '../replays/replays.service.js';
import { RolloutComparisons } from '../rollouts/rollout-comparisons.js';
import { RolloutsModule } from '../rollouts/rollouts.module.js';
import { OpsModule } from './ops.module.js';

const SNAPSHOT = aSnapshot({
  profiles: {
    summarize_v1: { systemPrompt: 'the secret of our bullets' },
    summarize_v2: { model: 'strong', fallback: 'summarize_v1' },
    support_v1: { tools: ['order_lookup'] },
    support_v2: {},
  },
  allowed: ['summarize_v1', 'summarize_v2', 'support_v1', 'missing_v1'],
  routing: { summarize: { profile: 'summarize_v1' }, support: { profile: 'support_v2' } },
  ownRouting: {
    summarize: { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent: 10 } },
    recommend: {
      profile: 'summarize_v1',
      variants: [
        { profile: 'summarize_v2', percent: 33.3 },
        { profile: 'support_v1', percent: 33.4 },
      ],
      targets: [
        { profile: 'support_v1', users: ['u_1'] },
        { profile: 'support_v2', appVersion: '1.x' },
        { profile: 'support_v1', appVersion: '2.x' },
      ],
    },
  },
  evals: [
    {
      name: 'brief',
      intent: 'summarize',
      description: 'Fit for a phone.',
      passRate: 0.9,
      assertions: [
        { name: 'max-chars', type: 'max-chars', limit: 400 },
        { name: 'no secret', type: 'not-contains', texts: ['a secret'], ignoreCase: false },
      ],
    },
  ],
});

const DAY = Date.UTC(2026, 2, 1);
const HOUR = 3_600_000;

describe('the operator API', () => {
  let app: NestFastifyApplication;
  let database: Database;
  let traces: SqlTraceStore;

  const early = aTrace({ traceId: 'early', userId: 'u_1', startedAt: DAY, intent: 'support' });
  const late = aTrace({
    traceId: 'late',
    userId: 'u_2',
    startedAt: DAY + HOUR,
    configDigest: SNAPSHOT.digest,
    cost: 0.0125,
    replayOf: 'another',
  });
  const refused = aTrace({
    traceId: 'refused',
    userId: null,
    status: 'refused',
    errorCode: 'INPUT_INVALID',
    startedAt: DAY + 2 * HOUR,
  });
  const FEEDBACK = { rating: 'down', comment: 'the wrong date', at: DAY } as const;

  beforeAll(async () => {
    database = await openDatabase('sqlite::memory:');
    const clock = new FakeClock();
    traces = new SqlTraceStore(database, clock);
    for (const record of [early, late, refused]) await traces.save(record);
    await traces.giveFeedback({ userId: 'u_1', traceId: 'early' }, FEEDBACK);
    const archive = new SqlConfigArchive(database, clock);
    await archive.keep(SNAPSHOT);
    app = await start(traces, archive, new SqlTraceFigures(database));
  });

  afterAll(async () => {
    await app.close();
    await database.close();
  });

  async function get(path: string, role: 'operator' | 'user' = 'operator') {
    const { statusCode, body } = await app.inject({ method: 'GET', url: path, headers: { 'x-role': role } });
    return { status: statusCode, body: JSON.parse(body), text: body };
  }

  async function traceIds(query: string): Promise<string[]> {
    const { status, body } = await get(`/v1/ops/traces?${query}`);
    expect(status).toBe(200);
    return body.items.map(({ traceId }: { traceId: string }) => traceId);
  }

  it.each([
    '/v1/ops/traces',
    `/v1/ops/traces/${early.id}`,
    '/v1/ops/profiles',
    '/v1/ops/evals',
    '/v1/ops/stats?window=7d',
    '/v1/ops/agent',
  ])('keeps %s from everybody but operators', async (path) => {
    expect(await get(path, 'user')).toMatchObject({ status: 403, body: { code: 'OPERATOR_ONLY' } });
    expect(await get(path)).toMatchObject({ status: 200 });
  });

  describe('GET /v1/ops/traces', () => {
    it('lists summaries, newest first', async () => {
      const { body } = await get('/v1/ops/traces');
      expect(body.items).toHaveLength(3);
      expect(body.items[1]).toEqual({
        id: late.id,
        traceId: 'late',
        userId: 'u_2',
        environment: 'prod',
        intent: 'summarize',
        status: 'complete',
        errorCode: null,
        httpStatus: 200,
        profile: 'summarize_v1',
        model: 'fast',
        cached: false,
        degraded: false,
        usage: { promptTokens: 310, completionTokens: 42 },
        startedAt: '2026-03-01T01:00:00.000Z',
        latencyMs: 123.4,
        firstContentMs: 45,
        truncated: false,
        cost: 0.0125,
        feedback: null,
        replayOf: 'another',
      });
      expect(body.items[2]).toMatchObject({ feedback: 'down', cost: null, replayOf: null });
      expect(body.nextCursor).toBeNull();
    });

    it.each([
      ['traceId=late', ['late']],
      ['userId=u_1', ['early']],
      ['intent=support', ['early']],
      ['profile=summarize_v1&intent=summarize', ['refused', 'late']],
      ['status=refused', ['refused']],
      ['userId=u_1&status=refused', []],
      ['feedback=down', ['early']],
      ['feedback=up', []],
      ['origin=replay', ['late']],
      ['origin=ask', ['refused', 'early']],
      [`from=${DAY + HOUR}`, ['refused', 'late']],
      [`to=${DAY + HOUR}`, ['early']],
      ['from=2026-03-01T01:00:00Z&to=2026-03-01T02:00:00Z', ['late']],
      ['from=2026-03-01T09:00:00%2B08:00&to=2026-03-01T10:00:00+08:00', ['late']],
      ['from=2026-03-02', []],
    ])('answers ?%s', async (query, expected) => {
      expect(await traceIds(query)).toEqual(expected);
    });

    it('pages by cursor', async () => {
      const first = await get('/v1/ops/traces?limit=2');
      expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual([refused.id, late.id]);
      const second = await get(`/v1/ops/traces?limit=2&cursor=${first.body.nextCursor}`);
      expect(second.body).toMatchObject({ items: [{ id: early.id }], nextCursor: null });
    });

    it.each([
      ['feedback=great', '/feedback'],
      ['origin=nowhere', '/origin'],
      ['nonsense=1', '/nonsense'],
      ['constructor=1', '/constructor'],
      ['limit=0', '/limit'],
      ['limit=101', '/limit'],
      ['limit=1.5', '/limit'],
      ['limit=', '/limit'],
      ['limit=many', '/limit'],
      ['status=lost', '/status'],
      ['traceId=a%20b', '/traceId'],
      ['traceId=a&traceId=b', '/traceId'],
      ['userId=%00', '/userId'],
      ['intent=', '/intent'],
      [`profile=${'x'.repeat(129)}`, '/profile'],
      ['from=yesterday', '/from'],
      ['from=2026-03-01T01:00:00', '/from'],
      ['to=2026-13-01', '/to'],
      ['to=1&to=2', '/to'],
      ['cursor=%21', '/cursor'],
      ['cursor=bm9ib2R5', '/cursor'],
    ])('refuses ?%s', async (query, pointer) => {
      expect(await get(`/v1/ops/traces?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'INPUT_INVALID', errors: [{ pointer }] },
      });
    });
  });

  describe('GET /v1/ops/traces/:id', () => {
    it('gives the whole record', async () => {
      const { body } = await get(`/v1/ops/traces/${early.id}`);
      const absent = {
        flags: [],
        errors: [],
        askedIntent: null,
        safety: [],
        rejectedAnswer: null,
        events: [],
        queuedMs: null,
        cost: null,
      };
      const nothingElse = { replayOf: null, rollout: null, batchId: null, otelTraceId: null };
      expect(body).toEqual({
        ...early,
        ...absent,
        ...nothingElse,
        feedback: { ...FEEDBACK, at: '2026-03-01T00:00:00.000Z' },
        startedAt: '2026-03-01T00:00:00.000Z',
      });
    });

    it.each(['unknown', '%00', "'%20or%201=1"])('answers 404 for %s', async (id) => {
      expect(await get(`/v1/ops/traces/${id}`)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    });
  });

  describe('GET /v1/ops/traces/:id/prompt', () => {
    it('tells what the model was asked, by the profile and the model of that time', async () => {
      const { status, body, text } = await get(`/v1/ops/traces/${late.id}/prompt`);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        profile: {
          name: 'summarize_v1',
          digest: 'digest-of-summarize_v1',
          systemPrompt: 'the secret of our bullets',
          fallback: null,
        },
        model: { alias: 'fast', agent: 'fast', totalMs: 20_000 },
        messages: [{ role: 'system' }, { role: 'user' }],
      });
      const [system, user] = body.messages;
      expect(system.content).toContain('the secret of our bullets');
      expect(system.content).toMatch(/^\[…\]/);
      expect(user.content).toContain('今天的会议决定了三件事。😀');
      expect(user.content).toContain('"page":"/index"');
      expect(text).not.toContain('maxConcurrent');
    });

    it('is refused to everybody but operators', async () => {
      expect(await get(`/v1/ops/traces/${late.id}/prompt`, 'user')).toMatchObject({ status: 403 });
    });

    it('answers 404 for a trace that is not there', async () => {
      expect(await get('/v1/ops/traces/unknown/prompt')).toMatchObject({ status: 404 });
    });

    it.each([
      ['the configuration', { configDigest: 'unknown' }],
      ['the profile', { profileDigest: 'unknown' }],
      ['a profile', { profile: null, profileDigest: null }],
      ['the input', { input: null }],
      ['an input that the intent would take', { input: { text: '' } }],
      ['an intent that there is', { intent: 'gone' }],
    ])('answers 409 where %s was not kept', async (_what, parts) => {
      const record = aTrace({ traceId: 'old', startedAt: 0, configDigest: SNAPSHOT.digest, ...parts });
      await traces.save(record);
      expect(await get(`/v1/ops/traces/${record.id}/prompt`)).toMatchObject({
        status: 409,
        body: { code: 'NOT_REPLAYABLE' },
      });
      await traces.deleteBefore('prod', DAY, 10);
    });
  });

  it('lists the evals, without what they look for', async () => {
    expect((await get('/v1/ops/evals')).body).toEqual({
      items: [
        {
          name: 'brief',
          intent: 'summarize',
          description: 'Fit for a phone.',
          passRate: 0.9,
          assertions: [
            { name: 'max-chars', type: 'max-chars' },
            { name: 'no secret', type: 'not-contains' },
          ],
        },
      ],
    });
  });

  describe('GET /v1/ops/stats', () => {
    const recent = aTrace({
      startedAt: Date.UTC(2026, 0, 1) - HOUR,
      environment: 'dev',
      cost: 0.5,
      latencyMs: 2000,
      firstContentMs: 400,
    });
    const failed = aTrace({
      startedAt: Date.UTC(2026, 0, 1) - 5 * HOUR,
      environment: 'dev',
      status: 'failed',
      errorCode: 'AGENT_TIMEOUT',
      usage: null,
      latencyMs: 2000,
      firstContentMs: null,
    });

    beforeAll(async () => {
      for (const record of [recent, failed, aTrace({ ...recent, id: 'other', environment: 'elsewhere' })]) {
        await traces.save(record);
      }
      await traces.giveFeedback({ userId: 'u_123', traceId: recent.traceId, id: recent.id }, FEEDBACK);
    });

    it('adds up what this environment answered, per intent and profile', async () => {
      const { body } = await get('/v1/ops/stats');
      expect(body).toEqual({
        window: '24h',
        from: '2025-12-31T00:00:00.000Z',
        to: '2026-01-01T00:00:00.000Z',
        items: [
          {
            intent: 'summarize',
            profile: 'summarize_v1',
            count: 2,
            errors: 1,
            errorRate: 0.5,
            latencyMs: { p50: expect.closeTo(2000, -2), p95: expect.closeTo(2000, -2) },
            firstContentMs: { p50: expect.closeTo(400, -1), p95: expect.closeTo(400, -1) },
            promptTokens: 310,
            completionTokens: 42,
            cost: 0.5,
            cached: 0,
            degraded: 0,
            truncated: 0,
            feedback: { up: 0, down: 1 },
          },
        ],
        bucketMs: null,
        series: [],
      });
    });

    it.each([
      ['window=6h', 2],
      ['window=1h', 1],
      ['intent=summarize&profile=summarize_v1', 2],
      ['profile=summarize_v2', 0],
      ['intent=support', 0],
    ])('counts of ?%s', async (query, expected) => {
      const { body } = await get(`/v1/ops/stats?${query}`);
      const counts = body.items.map(({ count }: { count: number }) => count);
      expect(counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(expected);
    });

    it('divides the window for charts', async () => {
      const { body } = await get('/v1/ops/stats?window=6h&buckets=10');
      expect(body.bucketMs).toBe(13 * 180_000);
      expect(body.series).toMatchObject([
        { at: '2025-12-31T18:39:00.000Z', intent: 'summarize', count: 1, errors: 1 },
        { at: '2025-12-31T22:33:00.000Z', profile: 'summarize_v1', count: 1, errors: 0, cost: 0.5 },
      ]);
    });

    it.each([
      ['window=2h', '/window'],
      ['buckets=201', '/buckets'],
      ['buckets=-1', '/buckets'],
      ['buckets=many', '/buckets'],
      ['intent=', '/intent'],
      ['status=failed', '/status'],
    ])('refuses ?%s', async (query, pointer) => {
      expect(await get(`/v1/ops/stats?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'INPUT_INVALID', errors: [{ pointer }] },
      });
    });
  });

  describe('GET /v1/ops/profiles', () => {
    it('tells which profile serves what, and which may not', async () => {
      const { body } = await get('/v1/ops/profiles');
      expect(body).toMatchObject({ environment: 'dev', configDigest: 'digest-of-the-snapshot' });
      expect(body.profiles).toMatchObject([
        {
          name: 'summarize_v1',
          allowed: true,
          routes: [
            { intent: 'summarize', percent: 90, canary: false, targets: 0 },
            { intent: 'recommend', percent: 33.3, canary: false, targets: 0 },
          ],
        },
        {
          name: 'summarize_v2',
          model: 'strong',
          allowed: true,
          fallback: 'summarize_v1',
          routes: [
            { intent: 'summarize', percent: 10, canary: true, targets: 0 },
            { intent: 'recommend', percent: 33.3, canary: true, targets: 0 },
          ],
        },
        {
          name: 'support_v1',
          allowed: true,
          tools: ['order_lookup'],
          routes: [{ intent: 'recommend', percent: 33.4, canary: true, targets: 2 }],
        },
        {
          name: 'support_v2',
          allowed: false,
          routes: [
            { intent: 'support', percent: 100, targets: 0 },
            { intent: 'recommend', percent: 0, canary: false, targets: 1 },
          ],
        },
      ]);
    });

    it('leaves the prompts out', async () => {
      expect((await get('/v1/ops/profiles')).text).not.toContain('secret');
    });
  });
});

/** The module behind the real error filter; who asks is what the header `x-role` says. */
async function start(
  traces: TraceStore,
  archive: ConfigArchive,
  figures: TraceFigures,
): Promise<NestFastifyApplication> {
  const liveConfig = new LiveConfig(SNAPSHOT);
  const changes = new MemoryConfigChanges();
  const layers = new ConfigLayers(liveConfig, archive, changes, []);
  const source = { configDir: 'nowhere', environment: SNAPSHOT.environment.name, knownIntents: [] };
  const reloader = new ConfigReloader(source, layers, new FakeClock());

  @Global()
  @Module({
    providers: [
      { provide: TraceStore, useValue: traces },
      { provide: TraceFigures, useValue: figures },
      { provide: ConfigArchive, useValue: archive },
      { provide: ConfigChanger, useValue: new ConfigChanger(layers, changes, new FakeClock()) },
      { provide: ConfigChanges, useValue: changes },
      { provide: ConfigLayers, useValue: layers },
      { provide: ConfigReloader, useValue: reloader },
      { provide: LiveConfig, useValue: liveConfig },
      { provide: ReplayStore, useValue: null },
    ],
    exports: [
      ConfigArchive,
      ConfigChanger,
      ConfigChanges,
      ConfigLayers,
      ConfigReloader,
      LiveConfig,
      ReplayStore,
      TraceFigures,
      TraceStore,
    ],
  })
  class Surroundings {}

  // They need the whole server, and are tested through it.
  @Module({
    imports: [IntentsModule],
    providers: [
      ReplayQuestions,
      { provide: BatchesService, useValue: null },
      { provide: ReplaysService, useValue: null },
    ],
    exports: [BatchesService, ReplayQuestions, ReplaysService],
  })
  class WithoutReplays {}

  @Module({
    providers: [{ provide: RolloutComparisons, useValue: null }],
    exports: [RolloutComparisons],
  })
  class WithoutRollouts {}

  const configuration = ConfigModule.forRoot({
    isGlobal: true,
    ignoreEnvFile: true,
    load: [() => ({ configDir: import.meta.dirname, agent: 'local' })],
  });
  const testing = await Test.createTestingModule({
    imports: [
      Surroundings,
      CommonModule.with(new FakeClock(), 0),
      TelemetryModule.with(undefined, 0),
      configuration,
      FlagsModule,
      OpsModule,
    ],
    providers: [AllowedMethods, { provide: APP_FILTER, useClass: ProblemFilter }],
  })
    .overrideModule(ReplaysModule)
    .useModule(WithoutReplays)
    .overrideModule(RolloutsModule)
    .useModule(WithoutRollouts)
    .compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      const trace = openTrace({ traceId: 't', environment: 'dev', configDigest: 'd', startedAt: 0 });
      request.miniask = { snapshot: SNAPSHOT, trace, arrivedAt: 0, ownsAsk: false };
      request.user = { userId: 'u_operator', operator: request.headers['x-role'] === 'operator' };
      done();
    });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
