import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RolloutComparisons } from '../../src/rollouts/rollout-comparisons.js';
import { EXTRACT, ROLLOUT_USERS, replyOfRollout, rolloutFiles } from '../support/a-failing-rollout.js';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const LOOK_MS = 15_000;
/** Milliseconds for a look, on a busy machine too; the watch looks no more where it has taken the rollout back. */
const LOOKED_MS = 20_000;
const PROFILES_FILE = 'mini-program-profiles.yaml';

describe('a rollout that is to be taken back', () => {
  const setup = useServer({ files: rolloutFiles() });
  const call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Reply> =>
    setup.server.call(method, `/v1/ops/${path}`, { token: setup.server.token('op', true), body });

  beforeEach(async () => {
    setup.openclaw.reply = replyOfRollout;
    await Promise.all(
      ROLLOUT_USERS.map((user) => setup.server.ask({ ...EXTRACT, traceId: user }, setup.server.token(user))),
    );
  });

  afterEach(() => vi.restoreAllMocks());

  /** Resolves when the watch has looked, and this has happened after it had read the figures and before it acted by them. */
  async function lookWhile(happens: () => Promise<Reply>): Promise<void> {
    const comparisons = setup.server.app.get(RolloutComparisons);
    const figures = comparisons.tests.bind(comparisons);
    let decisions: string[] = [];
    vi.spyOn(comparisons, 'tests').mockImplementationOnce(async (...asked) => {
      const tests = await figures(...asked);
      decisions = [...tests.values()].flatMap((its) => its.map(({ decision }) => decision));
      expect((await happens()).status).toBe(200);
      return tests;
    });
    await untilItWaits('there is no rollout to watch');
    setup.clock.advance(LOOK_MS);
    await untilItWaits('the rollout was taken back, or the look never ended');
    expect(decisions).toContain('worse');
  }

  /** Resolves when the watch waits for its next look. @param otherwise what it means when it does not */
  async function untilItWaits(otherwise: string): Promise<void> {
    const pending = () => setup.clock.pending;
    await expect.poll(pending, { message: otherwise, timeout: LOOKED_MS }).toContain(LOOK_MS);
  }

  it('stays as an operator has left it who changed the route meanwhile', async () => {
    const route = {
      profile: 'extract_v1',
      canary: { profile: 'extract_v2', percent: 50 },
      salt: 'spring',
      targets: [{ profile: 'extract_v1', users: ['u_target'] }],
    };
    await lookWhile(() => call('PUT', 'routes/extract', { ...route, reason: 'I know what I do' }));
    expect((await call('GET', 'routes/extract')).body).toMatchObject({ version: 1, route });
    expect((await call('GET', 'routes/extract/history')).body['changes']).toMatchObject([{ by: 'op' }]);
  });

  it('stays when its prompt was mended in the files meanwhile', async () => {
    await lookWhile(() => {
      const mended = (rolloutFiles()[PROFILES_FILE] ?? '').replace('This is v2.', 'This is better.');
      writeFileSync(join(setup.server.configDir, PROFILES_FILE), mended);
      return call('POST', 'config/reload');
    });
    expect((await call('GET', 'routes/extract')).body).toMatchObject({
      version: 0,
      route: { canary: { profile: 'extract_v2' } },
    });
  });
});
