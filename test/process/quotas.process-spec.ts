import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configDir } from '../config/config-dir.js';
import { FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { ServerProcess } from '../support/server-process.js';
import { handmadeToken } from '../support/tokens.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles: { support_v1: { model: fast, system_prompt: You help. } }
routing: { support: support_v1 }
`,
  'env-policy.yaml': 'environments: {dev: {allowed_profiles: [support_v1], quotas: {asks_per_day: 1}}}',
};
const ASK = { intent: 'support', input: { text: '运费谁承担？' } };

describe('a server that is started again', () => {
  it('knows what a process that was killed had asked its model for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'miniask-quotas-'));
    const openclaw = await FakeOpenClaw.start({ plugin: { engines: ['lean'] } });
    openclaw.otherwise({ kind: 'silence' });
    const secret = 'a secret that is long enough for tests';
    const env = {
      CONFIG_DIR: configDir(FILES),
      DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
      OPENCLAW_URL: openclaw.url,
      OPENCLAW_TOKEN: openclaw.token,
      JWT_SECRET: secret,
    };
    const exp = Math.floor(Date.now() / 1000) + 600;
    const send = ({ url }: ServerProcess): Promise<Response> =>
      fetch(`${url}/v1/mini/ask`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${handmadeToken(secret, { sub: 'u_1', exp })}`,
        },
        body: JSON.stringify(ASK),
      });
    const first = await ServerProcess.start(env);
    const arrived = openclaw.nextRequest();
    const lost = send(first).catch(() => undefined);
    await arrived;
    await first.end('SIGKILL');
    await lost;

    const second = await ServerProcess.start(env);
    expect((await send(second)).status).toBe(429);
    await second.end('SIGKILL');
    await openclaw.stop();
    await rm(folder, { recursive: true });
  });
});
