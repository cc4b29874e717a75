import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configDir } from '../config/config-dir.js';
import { lockDatabase } from '../support/lock-database.js';
import { type ReplyBody, replyBody } from '../support/reply-body.js';
import { ServerProcess } from '../support/server-process.js';
import { canHaveSmallDisk, makeSmallDisk } from '../support/small-disk.js';
import { handmadeToken } from '../support/tokens.js';

const FILES = {
  'env-policy.yaml':
    'environments: {dev: {allowed_profiles: [summarize_v1], storage_failure: spool, log_level: error, capture: full}}',
  'mini-program-profiles.yaml': `
profiles: { summarize_v1: { model: fast, system_prompt: You sum up. } }
routing: { summarize: summarize_v1 }
`,
};
const ASK = { intent: 'summarize', input: { text: 'One thing. Another thing.' } };

describe('a process that is killed right after an answer that its database did not take', () => {
  const SECRET = 'a secret that is long enough for tests';
  const inAnHour = Math.floor(Date.now() / 1000) + 3600;
  const TOKEN = handmadeToken(SECRET, { sub: 'u_123', exp: inAnHour });
  const OPERATOR = handmadeToken(SECRET, { sub: 'op', roles: ['operator'], exp: inAnHour });
  async function call(server: ServerProcess, path: string, token: string, body?: object): Promise<ReplyBody> {
    const response = await fetch(server.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return replyBody(await response.text());
  }

  /** Asks, kills, starts again, and looks for what was answered. @returns how many of eight answers are on record */
  async function survivors(
    folder: string,
    env: Record<string, string>,
    fail: () => () => void,
  ): Promise<number> {
    const all = {
      DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
      JWT_SECRET: SECRET,
      CONFIG_DIR: configDir(FILES),
      ...env,
    };
    const first = await ServerProcess.start(all);
    const mend = fail();
    const ids = Array.from({ length: 8 }, (_, at) => `killed-${at}`);
    const answers = await Promise.all(
      ids.map((traceId) => call(first, '/v1/mini/ask', TOKEN, { ...ASK, traceId })),
    );
    await first.end('SIGKILL');
    expect(answers).toMatchObject(ids.map((traceId) => ({ traceId, status: 'complete' })));
    mend();
    const second = await ServerProcess.start(all);
    const found = async (): Promise<number> => {
      const { items } = await call(second, '/v1/ops/traces?status=complete&limit=100', OPERATOR);
      return ids.filter((traceId) => items?.some((item) => item['traceId'] === traceId)).length;
    };
    await expect.poll(found, { timeout: 10_000 }).toBe(ids.length);
    await second.end('SIGTERM');
    return ids.length;
  }

  it('has it on record after its next start: the database was locked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'miniask-'));
    expect(await survivors(folder, {}, () => lockDatabase(join(folder, 'miniask.db')))).toBe(8);
    await rm(folder, { recursive: true });
  });

  // To mount a small disk takes a right that people seldom have; CI has it, and fails without.
  it.skipIf(!canHaveSmallDisk)(
    "has it on record after its next start: the database's disk was full",
    async () => {
      const disk = makeSmallDisk(4);
      const folder = await mkdtemp(join(tmpdir(), 'miniask-'));
      const spool = { MINIASK_SPOOL_DIR: join(folder, 'spool') };
      try {
        expect(await survivors(disk.folder, spool, () => disk.fill())).toBe(8);
      } finally {
        disk.remove();
        await rm(folder, { recursive: true });
      }
    },
  );

  // As above.
  it.skipIf(!canHaveSmallDisk)('refuses asks when no disk has room, and goes on when there is', async () => {
    const disk = makeSmallDisk(4);
    const server = await ServerProcess.start({
      DATABASE_URL: `sqlite:${join(disk.folder, 'miniask.db')}`,
      JWT_SECRET: SECRET,
      CONFIG_DIR: configDir(FILES),
    });
    try {
      const makeRoom = disk.fill();
      for (let at = 0; at < 3; at += 1) {
        expect(await call(server, '/v1/mini/ask', TOKEN, ASK)).toMatchObject({ code: 'INTERNAL' });
      }
      expect(await call(server, '/readyz', TOKEN)).toMatchObject({
        details: { storage: { status: 'down' } },
      });
      makeRoom();
      expect(await call(server, '/v1/mini/ask', TOKEN, { ...ASK, traceId: 'after' })).toMatchObject({
        status: 'complete',
      });
      expect(server.output.match(/traces cannot be stored/g)).toHaveLength(1);
      expect(server.output.match(/the spool takes nothing/g)).toHaveLength(1);
    } finally {
      await server.end('SIGTERM');
      disk.remove();
    }
  });
});
