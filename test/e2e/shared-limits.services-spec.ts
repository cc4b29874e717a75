import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configDir } from '../config/config-dir.js';
import { FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { type TestDatabase, createTestDatabase } from '../support/postgres.js';
import { RedisServer } from '../support/redis-server.js';
import { ServerProcess } from '../support/server-process.js';
import { handmadeToken } from '../support/tokens.js';

const SECRET = 'a secret that is long enough for tests';
const TOKENS_OF_ONE = 150;

const files = (quotas: string): Record<string, string> => ({
  'mini-program-profiles.yaml': `
profiles:
  support_v1: { model: fast, system_prompt: You help., max_tokens: 400 }
routing: { support: support_v1 }
`,
  'env-policy.yaml': `
environments:
  dev: { allowed_profiles: [support_v1], log_level: warn, quotas: { ${quotas}, time_zone: UTC } }
`,
  'models.yaml': 'models: { fast: { agent: fast, max_concurrent: 64 } }',
});

const Config = z.object({
  quotas: z.record(z.string(), z.object({ limit: z.number(), remaining: z.number() })),
});

/** Each start reads and transpiles the whole tree. */
describe('limits of two processes with one Redis and one PostgreSQL', { timeout: 90_000 }, () => {
  let openclaw: FakeOpenClaw;
  let redis: RedisServer;
  let database: TestDatabase;
  const servers: ServerProcess[] = [];

  beforeEach(async () => {
    [openclaw, redis, database] = await Promise.all([
      FakeOpenClaw.start({ plugin: { engines: ['lean'] } }),
      RedisServer.start(),
      createTestDatabase(),
    ]);
    openclaw.otherwise({
      kind: 'answer',
      text: '质量问题由我们承担运费。',
      usage: { promptTokens: 100, completionTokens: 50 },
    });
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.end('SIGKILL')));
    await Promise.all([openclaw.stop(), redis.stop(), database.drop()]);
  });

  async function startTwo(quotas: string): Promise<readonly [ServerProcess, ServerProcess]> {
    const env = {
      CONFIG_DIR: configDir(files(quotas)),
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      OPENCLAW_URL: openclaw.url,
      OPENCLAW_TOKEN: openclaw.token,
      JWT_SECRET: SECRET,
      MINIASK_LOG_FORMAT: 'json',
    };
    const [one, two] = await Promise.all([ServerProcess.start(env), ServerProcess.start(env)]);
    servers.push(one, two);
    return [one, two];
  }
  const authorization = (user: string): string =>
    `Bearer ${handmadeToken(SECRET, { sub: user, exp: Math.floor(Date.now() / 1000) + 600 })}`;
  const ask = (server: ServerProcess, user: string, text: string, traceId?: string): Promise<Response> =>
    fetch(`${server.url}/v1/mini/ask`, {
      method: 'POST',
      headers: { authorization: authorization(user), 'content-type': 'application/json' },
      body: JSON.stringify({ intent: 'support', input: { text }, traceId }),
    });
  async function left(server: ServerProcess, quota: string, user = 'u_1'): Promise<number | undefined> {
    const headers = { authorization: authorization(user) };
    const reply = await fetch(`${server.url}/v1/mini/config`, { headers });
    return Config.parse(await reply.json()).quotas[quota]?.remaining;
  }
  /** Asks both in turn. */
  async function statuses(
    [one, two]: readonly [ServerProcess, ServerProcess],
    count: number,
  ): Promise<number[]> {
    const replies = await Promise.all(
      Array.from({ length: count }, (_, at) => ask(at % 2 === 0 ? one : two, 'u_1', `Question ${at}`)),
    );
    return replies.map(({ status }) => status);
  }
  const countOf = (all: readonly number[], wanted: number): number =>
    all.filter((status) => status === wanted).length;

  it('are exact together: asks of a minute, asks and tokens of a day, tokens of all', async () => {
    const both = await startTwo(
      'asks_per_minute: 30, asks_per_day: 10, tokens_per_day: 100000, total_tokens_per_day: 100000',
    );
    const all = await statuses(both, 40);
    expect([countOf(all, 200), countOf(all, 429)]).toEqual([10, 30]);
    expect(openclaw.requests).toHaveLength(10);
    for (const server of both) {
      expect(await left(server, 'asksPerMinute')).toBe(0);
      expect(await left(server, 'asksPerDay')).toBe(0);
      expect(await left(server, 'tokensPerDay')).toBe(100_000 - 10 * TOKENS_OF_ONE);
    }
    const metrics = await (await fetch(`${both[1].url}/metrics`)).text();
    expect(metrics).toContain(`miniask_budget_tokens_used{environment="dev"} ${10 * TOKENS_OF_ONE}`);
  });

  it('cannot be overrun at the same time by different users, and sound one alarm', async () => {
    const both = await startTwo('asks_per_minute: 1000, total_tokens_per_day: 8000, alarm_at_percent: 10');
    const users = Array.from({ length: 40 }, (_, at) => `u_${at}`);
    const replies = await Promise.all(
      users.map((user, at) => {
        const server = both[at % 2] ?? both[0];
        return ask(server, user, `Question ${at}`);
      }),
    );
    const answered = countOf(
      replies.map(({ status }) => status),
      200,
    );
    expect(answered).toBeGreaterThan(8);
    expect(answered * TOKENS_OF_ONE).toBeLessThanOrEqual(8000);
    const alarms = () =>
      servers.map(({ output }) => output.match(/token budget of the day: alarm/g)?.length ?? 0);
    await expect.poll(() => alarms().reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('let equal asks at once join each other, however little is left', async () => {
    const both = await startTwo('asks_per_minute: 1000, asks_per_day: 1');
    for (let at = 0; at < 5; at += 1) {
      const user = `u_${at}`;
      const replies = await Promise.all(
        [0, 1, 0, 1].map((which) => ask(both[which] ?? both[0], user, 'The same', 'same')),
      );
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const refused = await Promise.all(both.map((server) => ask(server, user, 'Another', 'another')));
      expect(refused.map(({ status }) => status)).toEqual([429, 429]);
    }
    expect(openclaw.requests).toHaveLength(5);
  });

  it('go on when Redis dies, from what is on record, and say so once', async () => {
    const both = await startTwo('asks_per_minute: 1000, asks_per_day: 10');
    expect(countOf(await statuses(both, 6), 200)).toBe(6);
    await redis.stop();
    const meanwhile = await statuses([both[0], both[0]], 8);
    expect([countOf(meanwhile, 200), countOf(meanwhile, 429)]).toEqual([4, 4]);
    const words = 'each process keeps the quotas for itself until Redis answers';
    expect(both[0].output.match(new RegExp(words, 'g'))).toHaveLength(1);

    await redis.restart();
    // Redis has lost all of it; the record has not.
    await expect.poll(() => left(both[1], 'asksPerDay'), { timeout: 10_000 }).toBe(0);
    expect(countOf(await statuses([both[1], both[1]], 1), 429)).toBe(1);
  });

  it('count what a killed process had reserved as used, and no more', async () => {
    const both = await startTwo('asks_per_minute: 1000, tokens_per_day: 5000');
    openclaw.otherwise({ kind: 'silence' });
    const arrived = openclaw.nextRequest();
    const lost = ask(both[0], 'u_1', 'Never answered').catch(() => undefined);
    await arrived;
    const reserved = 5000 - ((await left(both[1], 'tokensPerDay')) ?? 0);
    expect(reserved).toBeGreaterThan(400);
    await both[0].end('SIGKILL');
    await lost;
    expect(await left(both[1], 'tokensPerDay')).toBe(5000 - reserved);
  });
});
