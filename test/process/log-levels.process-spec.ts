import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configDir } from '../config/config-dir.js';
import { ServerProcess } from '../support/server-process.js';
import { handmadeToken } from '../support/tokens.js';

const SECRET = 'a secret that is long enough for tests';
const token = handmadeToken(SECRET, { sub: 'u_123', exp: Math.floor(Date.now() / 1000) + 600 });

describe('a process', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'miniask-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['warn', { warning: true, request: false }],
    ['info', { warning: true, request: true }],
    ['error', { warning: false, request: false }],
  ])('logs what its environment wants to read: %s', async (level, expected) => {
    const dir = configDir({
      'env-policy.yaml': `environments: {dev: {allowed_profiles: [summarize_v1, lost_v1], log_level: ${level}}}`,
    });
    const server = await ServerProcess.start({
      DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
      JWT_SECRET: SECRET,
      CONFIG_DIR: dir,
    });
    await fetch(`${server.url}/v1/mini/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ intent: 'summarize', input: { text: 'A text.' } }),
    });
    await server.end('SIGTERM');
    const log = server.output.split('\n').filter((line) => line.startsWith('{'));
    expect({
      warning: log.some((line) => line.includes('lost_v1')),
      request: log.some((line) => line.includes('"msg":"request"')),
    }).toEqual(expected);
  });
});
