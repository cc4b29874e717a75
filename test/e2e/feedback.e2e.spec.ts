import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunningAsks } from '../../src/asks/running-asks.js';
import { Database } from '../../src/storage/database.js';
import { halves } from '../support/halves.js';
import { NodeStream } from '../support/node-stream.js';
import { breakStorage } from '../support/storage-outage.js';
import { useServer } from '../support/use-openclaw.js';

const filesWith = (keys = ''): Record<string, string> => ({
  'mini-program-profiles.yaml': `
profiles:
  any_v1: { model: fast, system_prompt: You help. }
routing: { support: any_v1, summarize: any_v1, extract: any_v1 }
`,
  'models.yaml': 'models: {fast: {agent: fast, first_content_ms: 60000, total_ms: 90000}}',
  'env-policy.yaml': `environments: {dev: {allowed_profiles: [any_v1], log_level: error${keys}}}`,
});

const ASK = { intent: 'support', input: { text: 'Where is my box?' } };
const SAID = 'It is on its way. It comes tomorrow. ';

describe('what users think of answers', () => {
  const setup = useServer({ files: filesWith() });
  const rate = (traceId: string, body: unknown, token = setup.server.token()) =>
    setup.server.call('POST', `/v1/mini/asks/${traceId}/feedback`, { body, token });
  const feedbackOf = async (traceId: string) => (await setup.server.traceOf(traceId)).feedback;

  async function answered(traceId: string): Promise<void> {
    setup.openclaw.next({ kind: 'answer', text: SAID });
    expect((await setup.server.ask({ ...ASK, traceId })).status).toBe(200);
  }

  it('is kept with the trace, where operators find it, and counted', async () => {
    const { server, clock } = setup;
    await answered('rated');
    const reply = await rate('rated', { rating: 'down', comment: 'Wr\u200Bong\u0000 day' });
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(reply.headers.get('x-trace-id')).toBe('rated');
    expect(await feedbackOf('rated')).toEqual({ rating: 'down', comment: 'Wrong day', at: clock.now() });
    const token = server.token('op', true);
    const { body } = await server.call('GET', '/v1/ops/traces?feedback=down', { token });
    expect(body.items).toMatchObject([{ traceId: 'rated', feedback: 'down' }]);
    const { text } = await server.call('GET', '/metrics');
    expect(text).toContain('miniask_feedback_total{intent="support",profile="any_v1",rating="down"} 1');
  });

  it('is what was said last', async () => {
    await answered('twice');
    await rate('twice', { rating: 'down', comment: 'no' });
    setup.clock.advance(5);
    expect((await rate('twice', { rating: 'up' })).status).toBe(204);
    expect(await feedbackOf('twice')).toEqual({ rating: 'up', at: setup.clock.now() });
  });

  it('may be said long after the ask can be looked at', async () => {
    setup.clock.advance(1);
    await answered('old');
    setup.clock.advance(3_600_000);
    expect((await setup.server.call('GET', '/v1/mini/asks/old')).status).toBe(404);
    expect((await rate('old', { rating: 'up' })).status).toBe(204);
  });

  it('may be said while the answer is being written, and outlives every later save', async () => {
    const { server, openclaw, clock } = setup;
    const { behaviour, goOn } = halves(SAID, 'Or later.');
    openclaw.next(behaviour);
    const body = { ...ASK, stream: true, traceId: 'running' };
    const stream = await NodeStream.ask({ url: server.url, token: server.token(), body });
    await stream.until((events) => events.length > 1);
    expect((await rate('running', { rating: 'up', comment: 'so far' })).status).toBe(204);
    clock.advance(2000);
    await clock.untilTimer((ms) => ms === 2000);
    goOn();
    await stream.ended;
    expect(await server.traceOf('running')).toMatchObject({
      status: 'complete',
      feedback: { rating: 'up', comment: 'so far' },
    });
  });

  it('puts on record an ask that was not yet, and is not taken for an older one by the same traceId', async () => {
    const { server, openclaw, clock } = setup;
    clock.advance(1);
    await answered('again');
    const older = await server.traceOf('again');
    clock.advance(3_600_000);
    const { behaviour, goOn } = halves(SAID, 'Or later.');
    openclaw.next(behaviour);
    const arrived = openclaw.nextRequest();
    const asked = server.ask({ ...ASK, traceId: 'again' });
    await arrived;
    expect(server.app.get(RunningAsks).all()).toHaveLength(1);
    expect((await rate('again', { rating: 'up' })).status).toBe(204);
    const newer = await server.traceOf('again');
    expect(newer.id).not.toBe(older.id);
    expect(newer).toMatchObject({ status: 'running', feedback: { rating: 'up' } });
    goOn();
    await asked;
    expect(await server.traceOf('again')).toMatchObject({ id: newer.id, feedback: { rating: 'up' } });
  });

  it('is refused to whoever asked nothing by that traceId', async () => {
    await answered('mine');
    const others = await rate('mine', { rating: 'up' }, setup.server.token('u_2'));
    expect(others).toMatchObject({ status: 404, body: { code: 'NOT_FOUND', traceId: 'mine' } });
    expect((await rate('unknown', { rating: 'up' })).status).toBe(404);
    expect((await rate('%20', { rating: 'up' })).status).toBe(404);
    expect(await feedbackOf('mine')).toBeUndefined();
  });

  it('is refused for an ask that was refused', async () => {
    const { server } = setup;
    await server.ask({ intent: 'support', input: {}, traceId: 'refused' });
    expect((await rate('refused', { rating: 'up' })).status).toBe(404);
    expect(await server.traceOf('refused')).toMatchObject({ status: 'refused' });
  });

  it.each([
    [{}, '/rating'],
    [{ rating: 'great' }, '/rating'],
    [{ rating: 'up', comment: 5 }, '/comment'],
    [{ rating: 'up', comment: null }, '/comment'],
    [{ rating: 'up', comment: '😀'.repeat(501) }, '/comment'],
    [{ rating: 'up', userId: 'u_123' }, '/userId'],
    [[], ''],
  ])('refuses %j', async (body, pointer) => {
    await answered('any');
    expect(await rate('any', body)).toMatchObject({
      status: 400,
      body: { code: 'INPUT_INVALID', errors: [{ pointer }] },
    });
    expect(await feedbackOf('any')).toBeUndefined();
  });

  it('takes 500 characters, counted without what nobody sees, and drops a blank comment', async () => {
    await answered('long');
    expect((await rate('long', { rating: 'up', comment: '😀\u200B'.repeat(500) })).status).toBe(204);
    expect(await feedbackOf('long')).toMatchObject({ comment: '😀'.repeat(500) });
    expect((await rate('long', { rating: 'up', comment: ' \u200B' })).status).toBe(204);
    expect(await feedbackOf('long')).not.toHaveProperty('comment');
  });

  it('tells nobody who the user is', async () => {
    await answered('personal');
    await rate('personal', { rating: 'down', comment: 'Call me: 13812345678' });
    expect(await feedbackOf('personal')).toMatchObject({ comment: 'Call me: [phone]' });
  });

  it('is gone with a user who wants to be forgotten', async () => {
    const { server } = setup;
    await answered('forgotten');
    await rate('forgotten', { rating: 'down', comment: 'no' });
    await server.call('DELETE', '/v1/mini/me');
    await expect(server.traceOf('forgotten')).rejects.toThrow('nothing is on record');
    expect((await rate('forgotten', { rating: 'up' })).status).toBe(404);
  });

  it('is never lost in silence when it cannot be stored', async () => {
    const { server, clock } = setup;
    await answered('down');
    const mend = await breakStorage(server.app.get(Database));
    expect(await rate('down', { rating: 'up' })).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    clock.advance(3_600_000);
    expect((await rate('down', { rating: 'up' })).status).toBe(500);
    await mend();
    expect(await feedbackOf('down')).toBeUndefined();
    expect((await rate('down', { rating: 'up' })).status).toBe(204);
  });

  it('waits for the record of an ask that is owed', async () => {
    const { server, openclaw, clock } = setup;
    const { behaviour, goOn } = halves(SAID, 'Or later.');
    openclaw.next(behaviour);
    const arrived = openclaw.nextRequest();
    const asked = server.ask({ ...ASK, traceId: 'owed' });
    await arrived;
    const mend = await breakStorage(server.app.get(Database));
    goOn();
    expect((await asked).status).toBe(500);
    await mend();
    const early = await rate('owed', { rating: 'down' });
    expect(early).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    expect(early.headers.get('retry-after')).toBe('5');
    clock.advance(2000);
    await expect.poll(async () => (await rate('owed', { rating: 'down' })).status).toBe(204);
    expect(await server.traceOf('owed')).toMatchObject({ status: 'failed', feedback: { rating: 'down' } });
  });
});

describe('what users think of answers, where no words are kept', () => {
  const setup = useServer({ files: filesWith(', capture: metadata') });

  it('is the rating alone', async () => {
    const { server, openclaw } = setup;
    openclaw.next({ kind: 'answer', text: SAID });
    await server.ask({ ...ASK, traceId: 'bare' });
    const body = { rating: 'down', comment: 'The wrong date.' };
    expect((await server.call('POST', '/v1/mini/asks/bare/feedback', { body })).status).toBe(204);
    expect((await server.traceOf('bare')).feedback).toEqual({ rating: 'down', at: setup.clock.now() });
  });

  it.each([
    ['loosened', ', capture: metadata', ', capture: full', undefined],
    ['tightened', ', capture: full', ', capture: redacted', 'I am [phone].'],
  ])('is what both configurations keep where it was %s meanwhile', async (_how, then, now, comment) => {
    await setup.restart(filesWith(then));
    const { server, openclaw } = setup;
    openclaw.next({ kind: 'answer', text: SAID });
    await server.ask({ ...ASK, traceId: 'between' });
    writeFileSync(join(server.configDir, 'env-policy.yaml'), filesWith(now)['env-policy.yaml'] ?? '');
    const token = server.token('op', true);
    expect((await server.call('POST', '/v1/ops/config/reload', { token })).status).toBe(200);
    const body = { rating: 'down', comment: 'I am 13812345678.' };
    expect((await server.call('POST', '/v1/mini/asks/between/feedback', { body })).status).toBe(204);
    expect((await server.traceOf('between')).feedback?.comment).toBe(comment);
  });
});
