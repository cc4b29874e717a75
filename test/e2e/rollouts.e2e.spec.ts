import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Database } from '../../src/storage/database.js';
import { ConfigLayers } from '../../src/config/live/config-layers.js';
import { LiveConfig } from '../../src/config/live-config.js';
import {
  EXTRACT as ASK,
  GOOD_REPLY,
  ROLLOUT_USERS,
  replyOfRollout as replyBy,
  rolloutFiles,
} from '../support/a-failing-rollout.js';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const LOOK_MS = 15_000;
const USERS = ROLLOUT_USERS.slice(0, 40);

describe('a rollout', () => {
  const setup = useServer({ files: rolloutFiles('\n    guard: { min_samples: 10 }') });
  afterEach(() => vi.restoreAllMocks());
  const operator = (): string => setup.server.token('op', true);
  const get = (path: string): Promise<Reply> =>
    setup.server.call('GET', `/v1/ops/routes/${path}`, { token: operator() });
  const askAll = (users = USERS): Promise<Reply[]> =>
    Promise.all(users.map((user) => setup.server.ask({ ...ASK, traceId: user }, setup.server.token(user))));

  /** Resolves when the watch has looked once more. */
  async function look(): Promise<void> {
    await setup.clock.untilTimer((ms) => ms === LOOK_MS);
    setup.clock.advance(LOOK_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }

  function swapped(): Promise<void> {
    return new Promise((resolve) => setup.server.app.get(LiveConfig).onSwap(() => resolve()));
  }

  it('is taken back when its profile fails, with the reason in the history, and nobody gets it any more', async () => {
    setup.openclaw.reply = replyBy;
    const replies = await askAll();
    const failed = replies.filter(({ status }) => status === 502).length;
    expect(failed).toBeGreaterThan(10);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(USERS.length - failed);

    const before = (await get('extract/comparison')).body;
    expect(before).toMatchObject({
      intent: 'extract',
      baseline: { profile: 'extract_v1', percent: 50, asks: USERS.length - failed, failures: 0, tests: [] },
      arms: [
        { profile: 'extract_v2', percent: 50, asks: failed, failures: failed, contractFailures: failed },
      ],
      guard: { minSamples: 10, falseAlarms: 0.01, margin: 2, latency: { factor: 1.25, ms: 500 } },
    });

    const taken = swapped();
    await look();
    await taken;
    const { body } = await get('extract');
    const expected = {
      profile: 'extract_v1',
      salt: 'spring',
      targets: [{ profile: 'extract_v2', users: ['u_target'] }],
      guard: { minSamples: 10, falseAlarms: 0.01, margin: 2, latency: { factor: 1.25, ms: 500 } },
    };
    expect(body).toMatchObject({ route: expected, source: 'change', version: 1 });
    expect(body['route']).toEqual(expected);
    const history = (await get('extract/history')).body;
    expect(history['changes']).toMatchObject([
      {
        action: 'auto-rollback',
        by: null,
        version: 1,
        before: { canary: { profile: 'extract_v2', percent: 50 } },
        after: expected,
        reason: expect.stringMatching(
          new RegExp(
            `^extract_v2 (failed|broke the contract) for ${failed} of ${failed} users, extract_v1 0 of ${USERS.length - failed}, since 2026-01-01T00:00:00.000Z: more than 2 percentage points worse \\(evidence over a million, needed 400\\)$`,
          ),
        ),
        evidence: {
          baseline: 'extract_v1',
          arms: [{ profile: 'extract_v2', bad: failed, of: failed, needed: 400 }],
        },
      },
    ]);

    setup.clock.advance(60_000);
    const after = await Promise.all(
      USERS.map((user) => setup.server.ask({ ...ASK, traceId: `${user}-later` }, setup.server.token(user))),
    );
    expect(after.map(({ status }) => status)).toEqual(USERS.map(() => 200));
    expect((await get('extract/comparison')).body).toMatchObject({
      baseline: { percent: 100 },
      arms: [],
      guard: null,
    });
    const { text } = await setup.server.call('GET', '/metrics', { token: null });
    expect(text).toMatch(/miniask_rollbacks_total\{intent="extract",profile="extract_v2",metric="\w+"\} 1\n/);
    // Nothing is left to be watched.
    expect(setup.clock.pending).not.toContain(LOOK_MS);
  });

  it('stays while its profile is as good, and can be tried again after it was taken back', async () => {
    setup.openclaw.reply = () => GOOD_REPLY;
    await askAll();
    await look();
    await setup.clock.untilTimer((ms) => ms === LOOK_MS);
    expect((await get('extract')).body).toMatchObject({ source: 'shared', version: 0 });
    expect((await get('extract/comparison?window=1h')).body).toMatchObject({
      arms: [{ tests: [{ metric: 'failures', bad: 0, decision: 'watching' }, {}, {}, {}] }],
    });

    // The same users count anew from the next slice of time on.
    setup.openclaw.reply = replyBy;
    setup.clock.advance(5 * 60_000);
    const taken = swapped();
    await Promise.all(
      USERS.map((user) => setup.server.ask({ ...ASK, traceId: `${user}-b` }, setup.server.token(user))),
    );
    await look();
    await taken;
    setup.clock.advance(1);
    await setup.server.call('POST', '/v1/ops/routes/extract/rollback', { token: operator(), body: {} });
    const again = (await get('extract/comparison')).body;
    expect(again).toMatchObject({ arms: [{ profile: 'extract_v2', asks: 0, tests: [] }] });
  });

  it('is left as it is while the figures cannot be read, and taken back when they can', async () => {
    setup.openclaw.reply = replyBy;
    await askAll();
    const { schema } = setup.server.app.get(Database).query;
    await schema.alterTable('traces').renameTo('elsewhere').execute();
    await look();
    await setup.clock.untilTimer((ms) => ms === LOOK_MS);
    expect(setup.server.app.get(ConfigLayers).newestOf({ kind: 'route', key: 'extract' })).toBeUndefined();
    await schema.alterTable('elsewhere').renameTo('traces').execute();
    const taken = swapped();
    await look();
    await taken;
    expect((await get('extract')).body).toMatchObject({ version: 1 });
  });

  it('outlives one user, whatever he does', async () => {
    setup.openclaw.reply = () => GOOD_REPLY;
    await askAll();
    const arms = await Promise.all(
      USERS.map(async (user) => (await setup.server.traceOf(user)).rollout?.arm),
    );
    const drawn = setup.server.token(USERS[arms.indexOf('extract_v2')] ?? '');
    setup.openclaw.reply = replyBy;
    setup.clock.advance(5 * 60_000);
    for (let ask = 0; ask < 50; ask += 1) await setup.server.ask({ ...ASK, traceId: `more-${ask}` }, drawn);
    await look();
    await setup.clock.untilTimer((ms) => ms === LOOK_MS);
    expect((await get('extract')).body).toMatchObject({ version: 0, route: { canary: { percent: 50 } } });
    expect((await get('extract/comparison')).body).toMatchObject({
      arms: [{ contractFailures: 50, tests: [{ decision: 'watching' }, { decision: 'watching' }, {}, {}] }],
    });
  });

  it('counts only asks that the draw has decided', async () => {
    setup.openclaw.reply = replyBy;
    await setup.server.ask({ ...ASK, traceId: 'target' }, setup.server.token('u_target'));
    await setup.server.ask({ ...ASK, traceId: 'hint', profile: 'extract_v2' });
    const drawn = await setup.server.ask({ ...ASK, traceId: 'drawn' });
    const { text } = await get('extract/comparison');
    const asks = Array.from(text.matchAll(/"asks":(\d+)/g), ([, count]) => Number(count));
    expect(asks.toSorted((a, b) => a - b)).toEqual([0, 1]);
    const { rollout } = await setup.server.traceOf('drawn');
    expect(rollout?.arm).toBe(drawn.status === 200 ? 'extract_v1' : 'extract_v2');
    expect((await setup.server.traceOf('target')).rollout).toBeUndefined();
  });

  it('is watched by nobody where the route says so, and compared all the same', async () => {
    await setup.restart(rolloutFiles('\n    guard: false'));
    setup.openclaw.reply = replyBy;
    await askAll();
    expect(setup.clock.pending).not.toContain(LOOK_MS);
    expect((await get('extract/comparison')).body).toMatchObject({
      arms: [{ profile: 'extract_v2', failures: expect.any(Number), tests: [] }],
      guard: null,
    });
  });

  it('is watched by nobody where nobody is left to compare with, and that is said', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn');
    await setup.restart(rolloutFiles('', 100));
    setup.openclaw.reply = replyBy;
    await askAll();
    expect(setup.clock.pending).not.toContain(LOOK_MS);
    const { body } = await get('extract/comparison');
    const unwatched = { bad: expect.any(Number), baselineOf: 0, decision: 'no-baseline' };
    expect(body).toMatchObject({
      baseline: { percent: 0, asks: 0 },
      arms: [
        { profile: 'extract_v2', failures: USERS.length, tests: Array.from({ length: 4 }, () => unwatched) },
      ],
      guard: { minSamples: 50 },
    });
    const told = warn.mock.calls.filter(([, said]) => String(said).startsWith('a rollout is not watched'));
    expect(told).toEqual([[{ intent: 'extract' }, expect.any(String)]]);
  });

  it('is compared for operators, and for intents that are routed', async () => {
    expect((await get('support/comparison')).body).toMatchObject({
      baseline: { profile: 'support_v1', percent: 100, asks: 0 },
      arms: [],
    });
    expect(await get('nothing/comparison')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await get('extract/comparison?window=1y')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/window' }] },
    });
    const { status } = await setup.server.call('GET', '/v1/ops/routes/extract/comparison');
    expect(status).toBe(403);
  });
});
