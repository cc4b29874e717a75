import { Global, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { aTrace } from '../../test/support/a-trace.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { CommonModule } from '../common/common.module.js';
import { LiveConfig } from '../config/live-config.js';
import { AllowedMethods } from '../http/allowed-methods.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { type Database, openDatabase } from '../storage/database.js';
import { SqlTraceStore } from '../storage/repositories/sql-trace-store.js';
import { openTrace } from '../trace/trace-draft.js';
import { TraceStore } from '../trace/trace-store.js';
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
  ownRouting: { summarize: { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent: 10 } } },
});

const DAY = Date.UTC(2026, 2, 1);
const HOUR = 3_600_000;

describe('the operator API', () => {
  let app: NestFastifyApplication;
  let database: Database;
  let traces: SqlTraceStore;

  const early = aTrace({ traceId: 'early', userId: 'u_1', startedAt: DAY, intent: 'support' });
  const late = aTrace({ traceId: 'late', userId: 'u_2', startedAt: DAY + HOUR });
  const refused = aTrace({
    traceId: 'refused',
    userId: null,
    status: 'refused',
    errorCode: 'INPUT_INVALID',
    startedAt: DAY + 2 * HOUR,
  });

  beforeAll(async () => {
    database = await openDatabase('sqlite::memory:');
    traces = new SqlTraceStore(database, new FakeClock());
    for (const record of [early, late, refused]) await traces.save(record);
    app = await start(traces);
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

  it.each(['/v1/ops/traces', `/v1/ops/traces/${early.id}`, '/v1/ops/profiles', '/v1/ops/agent'])(
    'keeps %s from everybody but operators',
    async (path) => {
      expect(await get(path, 'user')).toMatchObject({ status: 403, body: { code: 'OPERATOR_ONLY' } });
      expect(await get(path)).toMatchObject({ status: 200 });
    },
  );

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
      });
      expect(body.nextCursor).toBeNull();
    });

    it.each([
      ['traceId=late', ['late']],
      ['userId=u_1', ['early']],
      ['intent=support', ['early']],
      ['profile=summarize_v1&intent=summarize', ['refused', 'late']],
      ['status=refused', ['refused']],
      ['userId=u_1&status=refused', []],
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
      ['feedback=up', '/feedback'],
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
      const noChecks = { safety: [], rejectedAnswer: null };
      expect(body).toEqual({ ...early, ...noChecks, startedAt: '2026-03-01T00:00:00.000Z' });
    });

    it.each(['unknown', '%00', "'%20or%201=1"])('answers 404 for %s', async (id) => {
      expect(await get(`/v1/ops/traces/${id}`)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
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
          routes: [{ intent: 'summarize', percent: 90, canary: false }],
        },
        {
          name: 'summarize_v2',
          model: 'strong',
          allowed: true,
          fallback: 'summarize_v1',
          routes: [{ intent: 'summarize', percent: 10, canary: true }],
        },
        { name: 'support_v1', allowed: true, tools: ['order_lookup'], routes: [] },
        { name: 'support_v2', allowed: false, routes: [{ intent: 'support', percent: 100 }] },
      ]);
    });

    it('leaves the prompts out', async () => {
      expect((await get('/v1/ops/profiles')).text).not.toContain('secret');
    });
  });
});

/** The module behind the real error filter; who asks is what the header `x-role` says. */
async function start(traces: TraceStore): Promise<NestFastifyApplication> {
  const liveConfig = new LiveConfig(SNAPSHOT);

  @Global()
  @Module({
    providers: [
      { provide: TraceStore, useValue: traces },
      { provide: LiveConfig, useValue: liveConfig },
    ],
    exports: [TraceStore, LiveConfig],
  })
  class Surroundings {}

  const configuration = ConfigModule.forRoot({
    isGlobal: true,
    ignoreEnvFile: true,
    load: [() => ({ configDir: import.meta.dirname, agent: 'local' })],
  });
  const testing = await Test.createTestingModule({
    imports: [Surroundings, CommonModule.with(new FakeClock()), configuration, OpsModule],
    providers: [AllowedMethods, { provide: APP_FILTER, useClass: ProblemFilter }],
  }).compile();
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
