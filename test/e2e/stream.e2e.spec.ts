import { describe, expect, it } from 'vitest';
import { EventReader } from '../support/event-reader.js';
import type { Behaviour } from '../support/fake-openclaw/index.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  support_v1: { model: fast, system_prompt: You help., fallback: support_v2 }
  support_v2: { model: strong, system_prompt: You help as well. }
  summarize_v1: { model: fast, system_prompt: You summarise. }
  extract_v1: { model: fast, system_prompt: You read fields. }
routing: { support: support_v1, summarize: summarize_v1, extract: extract_v1 }
`,
  'models.yaml': `
models:
  fast: { agent: fast, first_content_ms: 60000, total_ms: 90000 }
  strong: { agent: strong }
`,
  'env-policy.yaml':
    'environments: {dev: {allowed_profiles: [support_v1, support_v2, summarize_v1, extract_v1], log_level: error}}',
};

const ASK = { intent: 'support', input: { text: '运费谁承担？' }, stream: true };
const WORDS = [
  '如果商品有质量问题，退货运费由我们承担；',
  '如果只是不喜欢，',
  '那么由您承担。😀 ',
  'Thank you for asking!',
];
const ANSWER = WORDS.join('');

describe('an answer as a stream of events', () => {
  const setup = useServer({ files: FILES });

  async function open(method: string, path: string, headers: Record<string, string>, body?: object) {
    const response = await fetch(setup.server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${setup.server.token()}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.body === null) throw new Error('no body');
    return { status: response.status, headers: response.headers, reader: new EventReader(response.body) };
  }
  const ask = (body: object = {}, headers = {}) => open('POST', '/v1/mini/ask', headers, { ...ASK, ...body });
  const follow = (traceId: string, headers: Record<string, string> = {}, query = '') =>
    open('GET', `/v1/mini/asks/${traceId}${query}`, { accept: 'text/event-stream', ...headers });

  /** An answer whose pieces come when the test says so. */
  function slowly(): { behaviour: Behaviour; next: () => void } {
    const gates = WORDS.map(() => Promise.withResolvers<void>());
    let given = 0;
    async function* text(): AsyncGenerator<string> {
      for (const [at, word] of WORDS.entries()) {
        await gates[at]?.promise;
        yield word;
      }
    }
    const next = (): void => {
      gates[given]?.resolve();
      given += 1;
    };
    return { behaviour: { kind: 'answer', text: text() }, next };
  }

  it('tells the begin, the words as they come, and the whole answer at the end', async () => {
    setup.openclaw.next({ kind: 'answer', text: WORDS });
    const { status, headers, reader } = await ask({ traceId: 'stream' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('x-trace-id')).toBe('stream');
    expect(headers.get('content-encoding')).toBeNull();

    const events = await reader.all();
    const last = events.at(-1);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1));
    expect(events[0]).toEqual({
      id: 1,
      event: 'start',
      data: { traceId: 'stream', intent: 'support', profile: 'support_v1', model: 'fast' },
    });
    expect(last?.event).toBe('done');
    expect(last?.data).toEqual((await setup.server.call('GET', '/v1/mini/asks/stream')).body);
    expect(last?.data).toMatchObject({ status: 'complete', answer: ANSWER, degraded: false });
    expect(reader.answer).toBe(ANSWER);
    expect(events.length).toBeGreaterThan(3);
  });

  it('is ASCII, whatever was said', async () => {
    setup.openclaw.next({ kind: 'answer', text: WORDS });
    const { reader } = await ask();
    await reader.all();
    const bytes = Buffer.concat(reader.chunks);
    expect(bytes.every((byte) => byte < 0x80)).toBe(true);
    expect(bytes.toString()).toContain('\\ud83d\\ude00');
  });

  it('begins before the agent is asked, and shows words while the agent still speaks', async () => {
    const { behaviour, next } = slowly();
    setup.openclaw.next(behaviour);
    const { reader } = await ask();
    await reader.until(({ events }) => events.length === 1);
    next();
    next();
    await reader.until(({ answer }) => answer !== '');
    expect(ANSWER.startsWith(reader.answer)).toBe(true);
    expect(reader.answer.length).toBeLessThan(ANSWER.length);
    next();
    next();
    await reader.all();
    expect(reader.answer).toBe(ANSWER);
  });

  it('stays alive while nothing is said', async () => {
    setup.openclaw.next({ kind: 'silence', after: ['Yes'] });
    const { reader } = await ask({ traceId: 'quiet' });
    await reader.until(({ events }) => events.length === 1);
    for (let beats = 1; beats <= 2; beats += 1) {
      await setup.clock.untilTimer((ms) => ms === 4000);
      setup.clock.advance(8000);
      await reader.until(({ comments }) => comments >= beats);
    }
    await setup.server.call('DELETE', '/v1/mini/asks/quiet');
    expect((await reader.all()).at(-1)).toMatchObject({ event: 'done', data: { status: 'cancelled' } });
  });

  it('goes on when its reader has gone, and gives the rest to who comes back', async () => {
    const { behaviour, next } = slowly();
    setup.openclaw.next(behaviour);
    const first = await ask({ traceId: 'back' });
    next();
    next();
    await first.reader.until(({ answer }) => answer !== '');
    const seen = first.reader.events.length;
    await first.reader.leave();
    next();

    const second = await follow('back', { 'last-event-id': String(seen) });
    const third = await follow('back', {}, `?after=${seen}`);
    next();
    const rest = await second.reader.all();
    expect(rest[0]?.id).toBe(seen + 1);
    expect(first.reader.answer + second.reader.answer).toBe(ANSWER);
    expect(await third.reader.all()).toEqual(rest);
    expect(setup.openclaw.requests).toHaveLength(1);

    const whole = await follow('back');
    expect(await whole.reader.all()).toEqual([...first.reader.events, ...rest]);
    const nothing = await follow('back', { 'last-event-id': String(rest.at(-1)?.id) });
    expect(await nothing.reader.all()).toEqual([]);
    const strange = await follow('back', { 'last-event-id': '999' });
    expect(await strange.reader.all()).toEqual([...first.reader.events, ...rest]);
  });

  it('is joined by another call of the same content, streamed or not', async () => {
    const { behaviour, next } = slowly();
    setup.openclaw.next(behaviour);
    const one = await ask({ traceId: 'twice' });
    await one.reader.until(({ events }) => events.length === 1);
    const two = await ask({ traceId: 'twice' });
    const plain = setup.server.ask({ ...ASK, stream: false, traceId: 'twice' });
    for (const _ of WORDS) next();
    expect(await two.reader.all()).toEqual(await one.reader.all());
    expect((await plain).body).toEqual(one.reader.events.at(-1)?.data);
    expect(setup.openclaw.requests).toHaveLength(1);
    expect((await ask({ traceId: 'twice', input: { text: 'Else' } })).status).toBe(409);
    expect((await ask({ traceId: 'twice', context: { page: '/else' } })).status).toBe(409);
  });

  it('begins with its begin, whatever a client claims to have of it', async () => {
    setup.openclaw.otherwise({ kind: 'answer', text: WORDS });
    const { reader } = await ask({ traceId: 'new' }, { 'last-event-id': '3' });
    expect((await reader.all())[0]).toMatchObject({ id: 1, event: 'start' });
    expect(reader.answer).toBe(ANSWER);
    const joined = await ask({ traceId: 'new' }, { 'last-event-id': '3' });
    expect((await joined.reader.all())[0]?.id).toBe(4);
  });

  it('tells how it failed, and is tried again by the next call', async () => {
    setup.openclaw.otherwise({ kind: 'provider-error', status: 401 });
    const { reader } = await ask({ traceId: 'failing', profile: 'support_v2' });
    const events = await reader.all();
    expect(events.map(({ event }) => event)).toEqual(['start', 'error']);
    expect(events[1]?.data).toMatchObject({ status: 503, code: 'AGENT_UNAVAILABLE', traceId: 'failing' });
    const view = (await setup.server.call('GET', '/v1/mini/asks/failing')).body;
    expect(view).toMatchObject({ status: 'failed', error: events[1]?.data });

    setup.openclaw.otherwise({ kind: 'answer', text: WORDS });
    const again = await ask({ traceId: 'failing', profile: 'support_v2' });
    expect((await again.reader.all()).at(-1)?.event).toBe('done');
  });

  it('begins anew for who has events of a run that it replaced', async () => {
    const body = { traceId: 'replaced', profile: 'support_v2' };
    setup.openclaw.otherwise({ kind: 'provider-error', status: 401 });
    const failed = await (await ask(body)).reader.all();
    setup.openclaw.otherwise({ kind: 'answer', text: WORDS });
    const events = await (await ask(body)).reader.all();
    expect(events.at(-1)?.event).toBe('done');
    for (const { id } of failed) {
      const joined = await ask(body, { 'last-event-id': String(id) });
      expect(await joined.reader.all()).toEqual(events);
      const followed = await follow('replaced', {}, `?after=${id}`);
      expect(await followed.reader.all()).toEqual(events);
    }
    const behind = await follow('replaced', {}, `?after=${failed.length + 1}`);
    expect(await behind.reader.all()).toEqual(events.slice(failed.length + 1));
  });

  it('falls back before the first word, and fails honestly behind it', async () => {
    const failure = { kind: 'provider-error', status: 503 } as const;
    setup.openclaw.next(failure, failure, { kind: 'answer', text: WORDS });
    const { reader } = await ask();
    setup.clock.advance(await setup.clock.untilTimer((ms) => ms >= 100 && ms <= 300));
    const events = await reader.all();
    expect(events[0]?.data.profile).toBe('support_v1');
    expect(events.at(-1)?.data).toMatchObject({ profile: 'support_v2', degraded: true, answer: ANSWER });

    setup.openclaw.next({ ...failure, after: WORDS.slice(0, 3) });
    const half = await ask({ traceId: 'half' });
    expect((await half.reader.all()).at(-1)).toMatchObject({ event: 'error', data: { code: 'AGENT_ERROR' } });
    expect(half.reader.answer).not.toBe('');
    const { body } = await setup.server.call('GET', '/v1/mini/asks/half');
    expect(body).toMatchObject({ status: 'failed', answer: half.reader.answer });
    expect(setup.openclaw.requests).toHaveLength(4);
  });

  it('is for who prefers it to JSON', async () => {
    setup.openclaw.otherwise({ kind: 'answer', text: WORDS });
    await (await ask({ traceId: 'either' })).reader.all();
    const typeFor = async (accept: string) =>
      (await setup.server.call('GET', '/v1/mini/asks/either', { headers: { accept } })).headers.get(
        'content-type',
      );
    expect(await typeFor('application/json;q=0.5, text/event-stream')).toMatch('text/event-stream');
    expect(await typeFor('application/json, text/event-stream;q=0.5')).toMatch('application/json');
    expect(await typeFor('text/event-stream;q=0')).toMatch('application/json');
  });

  it('is refused like any other ask, as a problem', async () => {
    const refused = await ask({ input: {} });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ]);
    const wrong = await follow('nobody');
    expect(wrong.status).toBe(404);
    await ask({ traceId: 'mine' });
    for (const after of ['x', '-1', '1.5', '1e3', '9999999999']) {
      const { status, body } = await setup.server.call('GET', `/v1/mini/asks/mine?after=${after}`, {
        headers: { accept: 'text/event-stream' },
      });
      expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([400, 'INPUT_INVALID', '/after']);
    }
    const stranger = await setup.server.call('GET', '/v1/mini/asks/mine', {
      token: setup.server.token('somebody'),
      headers: { accept: 'text/event-stream' },
    });
    expect(stranger.status).toBe(404);
  });

  it('is on record before its first event, with what it said when that was long ago', async () => {
    const { behaviour, next } = slowly();
    setup.openclaw.next(behaviour);
    const { reader } = await ask({ traceId: 'record' });
    await reader.until(({ events }) => events.length === 1);
    const recorded = () => setup.server.traceOf('record');
    expect(await recorded()).toMatchObject({
      status: 'running',
      answer: null,
      profile: 'support_v1',
      model: 'fast',
    });
    next();
    next();
    await reader.until(({ answer }) => answer !== '');
    setup.clock.advance(2000);
    await expect.poll(recorded).toMatchObject({ answer: reader.answer });
    next();
    next();
    await reader.all();
    expect(await recorded()).toMatchObject({ status: 'complete', answer: ANSWER });
  });
});
