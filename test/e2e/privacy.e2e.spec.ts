import { hash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { AskLogs } from '../../src/asks/log/ask-logs.js';
import { AppError } from '../../src/common/errors/app-error.js';
import { Database } from '../../src/storage/database.js';
import { AuditStore } from '../../src/trace/audit-store.js';
import type { AuditRecord } from '../../src/trace/audit-record.js';
import { TraceStore } from '../../src/trace/trace-store.js';
import type { Behaviour } from '../support/fake-openclaw/index.js';
import { NodeStream } from '../support/node-stream.js';
import { breakStorage } from '../support/storage-outage.js';
import { useServer } from '../support/use-openclaw.js';

const PHONE = '13812345678';
const ASK = {
  intent: 'support',
  input: { text: `Please call ${PHONE} about my box.` },
  context: { phone: PHONE },
};
const SAID = `We call ${PHONE} today. That is a promise. `;
const ANSWER = `${SAID}Thank you.`;
const KEPT = 'We call [phone] today. That is a promise. Thank you.';

const filesWith = (keys: string): Record<string, string> => ({
  'mini-program-profiles.yaml': `
profiles:
  any_v1: { model: fast, system_prompt: You help., cache_ttl_s: 60 }
routing: { support: any_v1, summarize: any_v1, extract: any_v1 }
`,
  'models.yaml': 'models: {fast: {agent: fast, first_content_ms: 60000, total_ms: 90000}}',
  'env-policy.yaml': `environments: {dev: {allowed_profiles: [any_v1], log_level: error${keys}}}`,
});

/** An answer whose second half comes when it is wanted. */
function halves(): { behaviour: Behaviour; goOn: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* text(): AsyncGenerator<string> {
    yield SAID;
    await promise;
    yield 'Thank you.';
  }
  return { behaviour: { kind: 'answer', text: text() }, goOn: resolve };
}

describe('what is kept of an ask', () => {
  const setup = useServer({ files: filesWith('') });

  it('tells nobody who the user is, while the user gets the answer as it is', async () => {
    const { server, openclaw } = setup;
    openclaw.otherwise({ kind: 'answer', text: ANSWER });
    const { body } = await server.ask({ ...ASK, traceId: 'mine' });
    expect(body.answer).toBe(ANSWER);
    expect((await server.call('GET', '/v1/mini/asks/mine')).body).toEqual(body);
    // Joined by what was asked, not by what is kept of it.
    expect((await server.ask({ ...ASK, traceId: 'mine' })).body).toEqual(body);
    const other = { ...ASK, context: { phone: '13912345678' }, traceId: 'mine' };
    expect((await server.ask(other)).body.code).toBe('TRACE_ID_CONFLICT');
    expect(openclaw.requests).toHaveLength(1);
    expect(JSON.stringify(openclaw.requests[0])).toContain(PHONE);

    const { records } = await server.app.get(TraceStore).search({ status: 'complete' }, { limit: 10 });
    expect(records).toMatchObject([
      {
        input: { text: 'Please call [phone] about my box.' },
        context: { phone: '[phone]' },
        answer: KEPT,
        output: { reply: KEPT },
      },
    ]);
  });

  it('is the same while it runs, and of asks that were refused', async () => {
    const { server, openclaw, clock } = setup;
    const { behaviour, goOn } = halves();
    openclaw.next(behaviour);
    const body = { ...ASK, traceId: 'running', stream: true };
    const stream = await NodeStream.ask({ url: server.url, token: server.token(), body });
    await stream.until((events) => events.length > 1);
    clock.advance(2000);
    await expect
      .poll(() => server.traceOf('running'))
      .toMatchObject({ status: 'running', answer: expect.stringContaining('We call [phone] today.') });
    await server.ask({ ...ASK, traceId: 'refused', userId: 'somebody-else' });
    const refused = await server.traceOf('refused');
    expect(refused).toMatchObject({ status: 'refused', context: { phone: '[phone]' } });
    goOn();
    await stream.ended;
    expect(stream.answer).toBe(ANSWER);
    const { records } = await server.app.get(TraceStore).search({}, { limit: 10 });
    expect(JSON.stringify(records)).not.toContain(PHONE);
  });

  it('is no word where the environment wants none, and all where it wants all', async () => {
    const { openclaw } = setup;
    openclaw.otherwise({ kind: 'answer', text: ANSWER });
    await setup.restart(filesWith(', capture: metadata'));
    expect((await setup.server.ask({ ...ASK, traceId: 'none' })).body.answer).toBe(ANSWER);
    const trace = await setup.server.traceOf('none');
    expect(trace).toMatchObject({
      input: null,
      context: null,
      answer: null,
      output: null,
      profile: 'any_v1',
    });
    await setup.restart(filesWith(', capture: full'));
    await setup.server.ask({ ...ASK, traceId: 'all' });
    expect(await setup.server.traceOf('all')).toMatchObject({ ...ASK, answer: ANSWER });
  });
});

describe('what is kept of an answer that could not be used', () => {
  const setup = useServer({ files: filesWith('') });
  const input = { text: 'Total: 12', fields: [{ name: 'total', type: 'number' }] };

  it.each([
    ['full', `Call ${PHONE}.`],
    ['redacted', 'Call [phone].'],
    ['metadata', undefined],
  ])('is with %s %s', async (level, said) => {
    const { openclaw } = setup;
    await setup.restart(filesWith(`, capture: ${level}`));
    openclaw.otherwise({ kind: 'answer', text: `Call ${PHONE}.` });
    await setup.server.ask({ intent: 'extract', input, traceId: 'unusable' });
    const trace = await setup.server.traceOf('unusable');
    expect(trace).toMatchObject({ errorCode: 'OUTPUT_INVALID', errorReason: 'unusable_answer' });
    expect(trace.attempts.map((attempt) => attempt.said)).toEqual([said, said]);
    expect(trace.attempts.map(({ reason }) => reason)).toEqual(['wrong_form', 'wrong_form']);
    expect(trace.attempts.map(({ fault }) => fault === undefined)).toEqual(
      Array.from({ length: 2 }, () => level === 'metadata'),
    );
  });
});

describe('answers', () => {
  const setup = useServer({ files: filesWith(', ai_label: 由人工智能生成') });
  const audits = (): Promise<readonly AuditRecord[]> =>
    setup.server.app.get(AuditStore).page({ from: 0, to: Number.MAX_SAFE_INTEGER }, 100);

  it('are labelled and named from their first words on, and that is on record', async () => {
    const { server, openclaw, clock } = setup;
    const { behaviour, goOn } = halves();
    openclaw.next(behaviour);
    const asked = server.ask({ ...ASK, traceId: 'slow' });
    await expect.poll(async () => (await server.call('GET', '/v1/mini/asks/slow')).body.answer).not.toBe('');
    clock.advance(8000);
    const late = await asked;
    expect(late.status).toBe(202);
    const { contentId } = late.body;
    expect(contentId).toEqual(expect.any(String));
    expect(late.body).toMatchObject({ aiGenerated: true, label: '由人工智能生成' });
    expect((await server.call('GET', '/v1/mini/asks/slow')).body).toMatchObject({
      contentId,
      aiGenerated: true,
    });
    // Nobody knows yet what it will be.
    expect(await audits()).toMatchObject([{ contentId, label: '由人工智能生成', answerSha256: null }]);

    const path = `${server.url}/v1/mini/asks/slow`;
    const events = await fetch(path, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${server.token()}` },
    });
    goOn();
    const text = await events.text();
    expect(text).toContain(`"contentId":"${contentId}"`);
    // Pieces hold their text and nothing else.
    expect(text).toMatch(/event: delta\ndata: \{"text":"[^"]*"\}\n/);
    expect(await audits()).toEqual([
      {
        id: expect.any(String),
        contentId,
        traceId: 'slow',
        userId: 'u_123',
        environment: 'dev',
        intent: 'support',
        profile: 'any_v1',
        profileDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        model: 'fast',
        at: expect.any(Number),
        label: '由人工智能生成',
        answerSha256: hash('sha256', ANSWER),
        cached: false,
      },
    ]);
  });

  it('are on record before a stream tells their first word, which costs one write', async () => {
    const { server, openclaw } = setup;
    const store = server.app.get(TraceStore);
    const save = store.save.bind(store);
    const [opening, mayBeStored] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const stored: unknown[] = [];
    store.save = async (trace, audit) => {
      stored.push(audit?.answerSha256);
      if (audit !== undefined) {
        opening.resolve();
        await mayBeStored.promise;
      }
      return save(trace, audit);
    };
    const { behaviour, goOn } = halves();
    openclaw.next(behaviour);
    const body = { ...ASK, traceId: 'stream', stream: true };
    const stream = await NodeStream.ask({ url: server.url, token: server.token(), body });
    await opening.promise;
    await stream.until((events) => events.length > 0);
    expect([stream.answer, await audits()]).toEqual(['', []]);
    mayBeStored.resolve();
    await stream.until((events) => events.length > 1);
    const [record, ...others] = await audits();
    expect(others).toEqual([]);
    expect(record).toMatchObject({ traceId: 'stream', label: '由人工智能生成', answerSha256: null });
    goOn();
    await stream.ended;
    expect(stream.answer).toBe(ANSWER);
    expect(await audits()).toMatchObject([
      { contentId: record?.contentId, answerSha256: hash('sha256', ANSWER) },
    ]);
    expect(stored).toEqual([undefined, null, hash('sha256', ANSWER)]);
  });

  it('are not shown when that cannot be put on record', async () => {
    const { server, openclaw } = setup;
    const store = server.app.get(TraceStore);
    const save = store.save.bind(store);
    store.save = async (trace, audit) => {
      if (audit !== undefined) throw new Error('nothing more can be stored');
      return save(trace, audit);
    };
    openclaw.next({ kind: 'answer', text: ANSWER });
    const body = { ...ASK, traceId: 'unstored', stream: true };
    const stream = await NodeStream.ask({ url: server.url, token: server.token(), body });
    await stream.ended;
    expect(stream.events.map(({ event }) => event)).toEqual(['start', 'error']);
    expect((await server.call('GET', '/v1/mini/asks/unstored')).body).toMatchObject({
      status: 'failed',
      answer: '',
      contentId: null,
    });
    expect(await audits()).toEqual([]);
  });

  it('keep their name when they are given again, and when they were broken off', async () => {
    const { server, openclaw } = setup;
    openclaw.next({ kind: 'answer', text: ANSWER });
    const ask = { intent: 'support', input: ASK.input };
    const [first, again] = [
      await server.ask({ ...ask, traceId: 'a' }),
      await server.ask({ ...ask, traceId: 'b' }),
    ];
    expect(again.body).toMatchObject({
      cached: true,
      contentId: first.body.contentId,
      label: '由人工智能生成',
    });
    expect((await audits()).map(({ cached, contentId }) => [cached, contentId])).toEqual([
      [false, first.body.contentId],
      [true, first.body.contentId],
    ]);

    openclaw.next({ kind: 'silence', after: [SAID] });
    const body = { ...ASK, traceId: 'c', stream: true };
    const stream = await NodeStream.ask({ url: server.url, token: server.token(), body });
    await stream.until((events) => events.length > 1);
    const cancelled = await server.call('DELETE', '/v1/mini/asks/c');
    expect(cancelled.body).toMatchObject({ status: 'cancelled', contentId: expect.any(String) });
    await stream.ended;
    expect(await audits()).toHaveLength(3);
  });

  it('are not on record of asks that have none', async () => {
    const { server, openclaw } = setup;
    openclaw.next({ kind: 'provider-error', status: 401 });
    expect((await server.ask({ ...ASK, traceId: 'failed' })).status).toBe(503);
    expect(await audits()).toEqual([]);
  });
});

describe('forgetting a user', () => {
  const setup = useServer({ files: filesWith('') });
  const forget = (token = setup.server.token()) => setup.server.call('DELETE', '/v1/mini/me', { token });
  const all = async () => (await setup.server.app.get(TraceStore).search({}, { limit: 100 })).records;

  it('deletes asks and traces of that user alone, and leaves what was labelled without a name', async () => {
    const { server, openclaw } = setup;
    openclaw.otherwise({ kind: 'answer', text: ANSWER });
    await server.ask({ ...ASK, traceId: 'one' });
    await server.ask({ ...ASK, traceId: 'two' });
    await server.ask({ ...ASK, traceId: 'other' }, server.token('u_other'));
    const reply = await forget();
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect((await server.call('GET', '/v1/mini/asks/one')).status).toBe(404);
    expect((await all()).map(({ traceId }) => traceId)).toEqual(['other']);
    const kept = await server.app.get(AuditStore).page({ from: 0, to: Number.MAX_SAFE_INTEGER }, 100);
    expect(Object.fromEntries(kept.map(({ traceId, userId }) => [traceId, userId]))).toEqual({
      one: null,
      two: null,
      other: 'u_other',
    });
    expect((await server.call('GET', '/v1/mini/asks/other', { token: server.token('u_other') })).status).toBe(
      200,
    );
    expect((await forget()).status).toBe(204);
  });

  it('cancels what runs, and lets nothing of it come back', async () => {
    const { server, openclaw, clock } = setup;
    openclaw.next({ kind: 'silence', after: [SAID] });
    const arrived = openclaw.nextRequest();
    const body = { ...ASK, traceId: 'running', stream: true };
    const stream = await NodeStream.ask({ url: server.url, token: server.token(), body });
    await stream.until((events) => events.length > 1);
    clock.advance(2000);
    await expect.poll(all).toHaveLength(1);
    expect((await forget()).status).toBe(204);
    expect(await (await arrived).closed).toBe('left');
    await stream.ended;
    expect(stream.events.at(-1)).toMatchObject({ event: 'done', data: { status: 'cancelled' } });
    clock.advance(60_000);
    expect((await server.call('GET', '/v1/mini/asks/running')).status).toBe(404);
    expect(await all()).toEqual([]);
  });

  it('wins against records that are being stored', async () => {
    const { server } = setup;
    const store = server.app.get(TraceStore);
    const save = store.save.bind(store);
    const arrived = Promise.withResolvers<void>();
    const forgotten = Promise.withResolvers<void>();
    store.save = async (...records) => {
      arrived.resolve();
      await forgotten.promise;
      return save(...records);
    };
    // Stored by a hook, for which no ask has to be cancelled.
    const refused = server.ask({ ...ASK, traceId: 'refused', userId: 'somebody-else' });
    await arrived.promise;
    expect((await forget()).status).toBe(204);
    forgotten.resolve();
    expect((await refused).status).toBe(403);
    expect(await all()).toEqual([]);
  });

  it('lets the user ask again afterwards', async () => {
    const { server, openclaw, clock } = setup;
    openclaw.otherwise({ kind: 'answer', text: ANSWER });
    await server.ask({ ...ASK, traceId: 'one' });
    await forget();
    // By which other processes' clocks may be ahead.
    clock.advance(3001);
    expect((await server.ask({ ...ASK, traceId: 'one' })).body.answer).toBe(ANSWER);
    expect(await all()).toMatchObject([{ traceId: 'one', status: 'complete' }]);
  });

  it('cancels also what begins meanwhile', async () => {
    const { server, openclaw } = setup;
    openclaw.otherwise({ kind: 'silence', after: [SAID] });
    const streams: NodeStream[] = [];
    const begin = async (traceId: string): Promise<void> => {
      const body = { ...ASK, input: { text: traceId }, traceId, stream: true };
      const stream = await NodeStream.ask({ url: server.url, token: server.token(), body });
      await stream.until((events) => events.length > 1);
      streams.push(stream);
    };
    await begin('before');
    const logs = server.app.get(AskLogs);
    const letGo = logs.forget.bind(logs);
    logs.forget = async (log) => {
      if (streams.length === 1) await begin('meanwhile');
      return letGo(log);
    };
    expect((await forget()).status).toBe(204);
    await Promise.all(streams.map((stream) => stream.ended));
    expect(streams.map(({ events }) => events.at(-1)?.data)).toMatchObject([
      { traceId: 'before', status: 'cancelled' },
      { traceId: 'meanwhile', status: 'cancelled' },
    ]);
    expect((await server.call('GET', '/v1/mini/asks/meanwhile')).status).toBe(404);
    expect(await all()).toEqual([]);
  });

  it('deletes what a process has stored whose clock is ahead', async () => {
    const { server, openclaw, clock } = setup;
    openclaw.otherwise({ kind: 'answer', text: ANSWER });
    const now = clock.now();
    const ahead = vi.spyOn(clock, 'now').mockReturnValue(now + 60_000);
    await server.ask({ ...ASK, traceId: 'ahead' });
    ahead.mockReturnValue(now + 2000);
    await server.ask({ ...ASK, traceId: 'refused', userId: 'somebody-else' });
    ahead.mockRestore();
    expect(await all()).toHaveLength(2);
    expect((await forget()).status).toBe(204);
    expect(await all()).toEqual([]);
    const kept = await server.app.get(AuditStore).page({ from: 0, to: Number.MAX_SAFE_INTEGER }, 100);
    expect(kept).toMatchObject([{ traceId: 'ahead', userId: null }]);
  });

  it('deletes what it can reach, and says that it was not all', async () => {
    const { server, openclaw } = setup;
    openclaw.otherwise({ kind: 'answer', text: ANSWER });
    await server.ask({ ...ASK, traceId: 'one' });
    const logs = server.app.get(AskLogs);
    const unreachable = vi
      .spyOn(logs, 'ofUser')
      .mockRejectedValue(new AppError('INTERNAL', { reason: 'ask_logs', retryAfterS: 1 }));
    const incomplete = await forget();
    expect([incomplete.status, incomplete.headers.get('retry-after')]).toEqual([500, '1']);
    expect(await all()).toEqual([]);
    unreachable.mockRestore();
    expect((await server.call('GET', '/v1/mini/asks/one')).status).toBe(200);
    expect((await forget()).status).toBe(204);
    expect((await server.call('GET', '/v1/mini/asks/one')).status).toBe(404);
  });

  it('says when to try again while the database is down', async () => {
    const { server, openclaw } = setup;
    openclaw.otherwise({ kind: 'answer', text: ANSWER });
    await server.ask({ ...ASK, traceId: 'one' });
    const mend = await breakStorage(server.app.get(Database));
    const reply = await forget();
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([500, '5']);
    await mend();
    expect(await all()).toHaveLength(1);
    expect((await forget()).status).toBe(204);
    expect(await all()).toEqual([]);
  });

  it('needs to know whose asks they are', async () => {
    expect((await setup.server.call('DELETE', '/v1/mini/me', { token: null })).status).toBe(401);
  });
});
