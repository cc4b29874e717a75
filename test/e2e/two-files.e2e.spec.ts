import { afterEach, describe, expect, it } from 'vitest';
import { FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { RunningApp } from '../support/running-app.js';
import { TWO_FILES } from '../support/two-files.js';

const ASK = {
  intent: 'summarize',
  userId: 'u_123',
  traceId: '1710000000000',
  input: { text: 'A. B.', maxBullets: 6 },
};

describe('the two files that every team begins with', () => {
  let server: RunningApp | undefined;
  afterEach(() => server?.stop());

  it('serve summarize in prod by summarize_v1, at the OpenClaw agent that its model names', async () => {
    const openclaw = await FakeOpenClaw.start({ reply: () => '- A\n- B' });
    server = await RunningApp.start({
      env: { APP_ENV: 'prod', OPENCLAW_URL: openclaw.url, OPENCLAW_TOKEN: openclaw.token },
      files: TWO_FILES,
    });
    const { status, body } = await server.ask(ASK);
    expect(status).toBe(200);
    expect(body).toMatchObject({ profile: 'summarize_v1', model: 'fast', answer: '• A\n• B' });
    expect(openclaw.requests[0]).toMatchObject({ agent: 'fast', model: undefined });
    await openclaw.stop();
  });

  it('refuse summarize in dev, and say why', async () => {
    server = await RunningApp.start({ files: TWO_FILES });
    const { status, body } = await server.ask(ASK);
    expect([status, body.code]).toEqual([403, 'PROFILE_NOT_ALLOWED']);
    expect(body.detail).toBe(
      'No profile that "summarize" is routed to is allowed in dev. Allowed here: none.',
    );
  });
});
