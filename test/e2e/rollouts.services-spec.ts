import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JsonObject } from '../../src/config/changes/config-change.js';
import { ConfigChanges } from '../../src/config/changes/config-changes.js';
import { LiveConfig } from '../../src/config/live-config.js';
import { rolloutOf } from '../../src/profiles/rollout.js';
import { TraceStore } from '../../src/trace/trace-store.js';
import { aTrace } from '../support/a-trace.js';
import { FakeClock } from '../support/fake-clock.js';
import { type TestDatabase, createTestDatabase } from '../support/postgres.js';
import { RunningApp } from '../support/running-app.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  summarize_v1: { model: fast, system_prompt: This is v1. }
  summarize_v2: { model: fast, system_prompt: This is v2. }
routing:
  summarize: { profile: summarize_v1, canary: { profile: summarize_v2, percent: 10 } }
`,
  'env-policy.yaml':
    'environments: { dev: { allowed_profiles: [summarize_v1, summarize_v2], log_level: fatal } }\n',
};
const SUBJECT = { kind: 'route', key: 'summarize' } as const;
const LOOK_MS = 15_000;

let database: TestDatabase;
let clocks: readonly FakeClock[];
let servers: readonly RunningApp[];

beforeEach(async () => {
  database = await createTestDatabase();
  clocks = [new FakeClock(), new FakeClock()];
  const env = { DATABASE_URL: database.url, AGENT: 'local' };
  servers = await Promise.all(clocks.map((clock) => RunningApp.start({ clock, env, files: FILES })));
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await database.drop();
});

it('is taken back once by two processes that find out at the same time, and both serve without it', async () => {
  const [first] = servers;
  const { key = '' } = rolloutOf(first?.app.get(LiveConfig).current ?? never(), 'summarize') ?? {};
  const store = first?.app.get(TraceStore) ?? never();
  const startedAt = clocks[0]?.now() ?? never();
  const ended = (arm: string, userId: string, isGood: boolean) =>
    aTrace({
      userId,
      environment: 'dev',
      startedAt,
      rollout: { key, arm },
      ...(isGood ? {} : { status: 'failed', errorCode: 'AGENT_ERROR' }),
    });
  const asks = Array.from({ length: 200 }, (_, at) =>
    ended(at < 60 ? 'summarize_v2' : 'summarize_v1', `u_${at}`, at >= 30),
  );
  await Promise.all(asks.map((ask) => store.save(ask)));

  await Promise.all(clocks.map((clock) => clock.untilTimer((ms) => ms === LOOK_MS)));
  for (const clock of clocks) clock.advance(LOOK_MS);
  const canaries = () =>
    servers.map((server) => server.app.get(LiveConfig).current.environment.routing.get('summarize')?.canary);
  const routed = () =>
    servers.map((server) => server.app.get(LiveConfig).current.environment.routing.has('summarize'));
  await expect.poll(routed, { timeout: 10_000 }).toEqual([true, true]);
  expect(canaries()).toEqual([undefined, undefined]);

  const { changes } = (await first?.app.get(ConfigChanges).history('dev', SUBJECT, { limit: 10 })) ?? never();
  const after: JsonObject = { profile: 'summarize_v1' };
  expect(changes).toMatchObject([
    {
      version: 1,
      action: 'auto-rollback',
      by: null,
      after,
      reason: expect.stringMatching(/^summarize_v2 failed for 30 of 60 users, summarize_v1 0 of 140, since /),
    },
  ]);
});

function never(): never {
  throw new Error('it is there');
}
