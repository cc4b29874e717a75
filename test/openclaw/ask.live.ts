import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningApp } from '../support/running-app.js';
import { TWO_FILES } from '../support/two-files.js';
import { type RealOpenClaw, startRealOpenClaw } from './real-openclaw.js';

const TEXT = 'The box was late. The box was broken. Support sent a new one within a day.';

describe('the whole server in front of a real gateway', () => {
  let gateway: RealOpenClaw;
  let server: RunningApp;

  beforeAll(async () => {
    gateway = await startRealOpenClaw();
    server = await RunningApp.start({
      env: { APP_ENV: 'prod', OPENCLAW_URL: gateway.url, OPENCLAW_TOKEN: gateway.token },
      files: TWO_FILES,
    });
    // The first request to an agent takes many seconds; that is no part of this test.
    await server.ask({ intent: 'summarize', traceId: 'warm-up', input: { text: TEXT } });
    await untilEnded('warm-up');
    gateway.provider.reset();
  });
  afterAll(async () => {
    await server.stop();
    await gateway.stop();
  });

  it('answers the request of a Mini Program, by the prompt, model and token limit of its profile', async () => {
    gateway.provider.next({ kind: 'answer', tokens: ['- Late', ' and broken\n', '- Replaced', ' in a day'] });
    const asked = await server.ask({
      intent: 'summarize',
      userId: 'u_123',
      traceId: '1710000000000',
      input: { text: TEXT, maxBullets: 6 },
    });
    const body = asked.status === 202 ? await untilEnded('1710000000000') : asked.body;
    expect(body).toMatchObject({
      status: 'complete',
      answer: '• Late and broken\n• Replaced in a day',
      output: { bullets: ['Late and broken', 'Replaced in a day'] },
      profile: 'summarize_v1',
      model: 'fast',
      degraded: false,
    });

    expect(gateway.provider.calls).toHaveLength(1);
    const told = gateway.provider.calls[0]?.body;
    expect(told?.model).toBe('stub-fast');
    expect(told?.max_tokens ?? told?.max_completion_tokens).toBe(400);
    const [system, user] = told?.messages ?? [];
    expect(system).toMatchObject({ role: 'system' });
    expect(JSON.stringify(system?.content)).toContain('You are a concise assistant.');
    expect(JSON.stringify(system?.content)).not.toContain('The box was late');
    expect(JSON.stringify(user?.content)).toContain('The box was late');
    expect(JSON.stringify(told)).not.toMatch(/u_123|1710000000000/);
  });

  it('joins log, session and record', async () => {
    const token = server.token('op', true);
    const list = await server.call('GET', '/v1/ops/traces?traceId=1710000000000', { token });
    const { body: record } = await server.call('GET', `/v1/ops/traces/${list.body.items[0].id}`, { token });
    expect(record.attempts[0].sessionKey).toBe(`agent:fast:miniask:${record.attempts[0].runId}`);
    expect(record.attempts[0].responseId).toMatch(/^chatcmpl_/);
    expect(record.usage.promptTokens).toBeGreaterThan(0);
  });

  // oxlint-disable-next-line typescript/no-explicit-any -- tests read what the contract promises
  async function untilEnded(traceId: string): Promise<any> {
    for (;;) {
      const { body } = await server.call('GET', `/v1/mini/asks/${traceId}`);
      if (body.status !== 'running') return body;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});
