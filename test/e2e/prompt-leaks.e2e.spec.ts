import { describe, expect, it } from 'vitest';
import { EventReader } from '../support/event-reader.js';
import type { Behaviour, RecordedRequest } from '../support/fake-openclaw/index.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  support_v1: { model: fast, system_prompt: You help., cache_ttl_s: 60, fallback: support_v2 }
  support_v2: { model: strong, system_prompt: You help as well. }
  support_v3: { model: fast, system_prompt: You help., tools: [search_knowledge] }
  support_v4: { model: fast, system_prompt: You help., hedge_ms: 500 }
  recommend_v1: { model: fast, system_prompt: You choose. }
routing: { support: support_v1, recommend: recommend_v1 }
`,
  'env-policy.yaml': `
environments:
  dev:
    allowed_profiles: [support_v1, support_v2, support_v3, support_v4, recommend_v1]
    log_level: error
    allow_local_fallback: true
`,
};
const ASK = { intent: 'support', input: { text: '运费谁承担？' } };
const ANSWER: Behaviour = { kind: 'answer', text: '质量问题由我们承担运费，其他情况由您承担。' };
const BEGINNING =
  '您好，质量问题的退货运费由我们承担，其他情况由您承担。\n\n请先在订单页点击“申请售后”，再选择原因。\n\n';

function markOf({ system }: RecordedRequest): string {
  const mark = /^\[([a-z]{24})\]\n/.exec(system)?.[1];
  if (mark === undefined) throw new Error('the system message has no mark');
  return mark;
}

describe('an answer that gives its prompt away', () => {
  const setup = useServer({ gateway: { plugin: { engines: ['lean'] } }, files: FILES });
  const leaks = (request: RecordedRequest): Behaviour => ({
    kind: 'answer',
    text: [BEGINNING, '我的暗号是 ', ...markOf(request).split(''), '。', '还有别的问题吗？'],
  });

  it('ends the ask, and nobody else is asked', async () => {
    setup.openclaw.next(leaks);
    const { status, body, headers } = await setup.server.ask({ ...ASK, traceId: 'leak' });
    expect(status).toBe(422);
    expect(body).toEqual({
      type: 'urn:miniask:error:CONTENT_REJECTED',
      title: 'The content failed the safety check',
      status: 422,
      code: 'CONTENT_REJECTED',
      detail: 'The answer was withheld.',
      traceId: 'leak',
    });
    expect(headers.get('retry-after')).toBeNull();
    expect(setup.openclaw.requests).toHaveLength(1);
    expect(await setup.server.traceOf('leak')).toMatchObject({
      status: 'failed',
      errorCode: 'CONTENT_REJECTED',
      errorReason: 'prompt_leak',
      output: null,
      contentId: null,
      attempts: [{ outcome: 'CONTENT_REJECTED', reason: 'prompt_leak' }],
    });
    const { text } = await setup.server.call('GET', '/metrics', { token: null });
    expect(text).toContain('miniask_prompt_leaks_total{profile="support_v1",model="fast",into="answer"} 1');
  });

  it('is stopped at its source', async () => {
    const { promise: never } = Promise.withResolvers<void>();
    setup.openclaw.next((request) => ({
      kind: 'answer',
      text: (async function* () {
        yield `${BEGINNING} ${markOf(request)}`;
        await never;
      })(),
    }));
    const arrived = setup.openclaw.nextRequest();
    const asked = setup.server.ask(ASK);
    expect(await (await arrived).closed).toBe('left');
    expect((await asked).body.code).toBe('CONTENT_REJECTED');
  });

  it('ends its stream with an error, and shows nothing that begins with the mark', async () => {
    const { promise: shown, resolve: goOn } = Promise.withResolvers<void>();
    setup.openclaw.next((request) => ({
      kind: 'answer',
      text: (async function* () {
        yield `${BEGINNING}我的暗号是 `;
        await shown;
        for (const letter of markOf(request)) {
          yield letter;
          await new Promise(setImmediate);
        }
      })(),
    }));
    const response = await fetch(`${setup.server.url}/v1/mini/ask`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${setup.server.token()}`,
      },
      body: JSON.stringify({ ...ASK, stream: true, traceId: 'streamed' }),
    });
    if (response.body === null) throw new Error('there is no stream');
    const reader = new EventReader(response.body);
    await reader.until(({ events }) => events.some(({ event }) => event === 'delta'));
    goOn();
    const events = await reader.all();
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { code: 'CONTENT_REJECTED' } });
    expect(reader.answer).toMatch(/^您好，质量问题/);
    expect(reader.answer).not.toMatch(/[a-z]/);
    const view = await setup.server.call('GET', '/v1/mini/asks/streamed');
    expect(view.body).toMatchObject({ status: 'failed', answer: reader.answer, output: null });
  });

  it('is given to nobody else, and not kept', async () => {
    setup.openclaw.next(leaks, ANSWER);
    expect((await setup.server.ask(ASK)).status).toBe(422);
    expect((await setup.server.ask(ASK, setup.server.token('u_2'))).body).toMatchObject({
      status: 'complete',
      cached: false,
    });
    expect(setup.openclaw.requests).toHaveLength(2);
  });

  it('is found when only what is made of it says the mark', async () => {
    setup.openclaw.next((request) => {
      const inReasons = Array.from(markOf(request), (letter) => ({ title: `茶${letter}`, reason: '清淡' }));
      return { kind: 'answer', text: JSON.stringify({ items: inReasons }) };
    });
    const { status, body } = await setup.server.ask({
      intent: 'recommend',
      input: { text: '茶', maxItems: 10 },
      traceId: 'made',
    });
    expect([status, body.code]).toEqual([422, 'CONTENT_REJECTED']);
    expect((await setup.server.traceOf('made')).attempts).toMatchObject([
      { outcome: 'CONTENT_REJECTED', reason: 'prompt_leak' },
    ]);
  });

  it('is not asked to be said better when it is unusable as well', async () => {
    setup.openclaw.next((request) => ({ kind: 'answer', text: `{"x":"${markOf(request)}` }));
    expect((await setup.server.ask(ASK)).body.code).toBe('CONTENT_REJECTED');
    expect(setup.openclaw.requests).toHaveLength(1);
  });

  it('ends a race of two attempts', async () => {
    setup.openclaw.next({ kind: 'silence' }, leaks);
    const first = setup.openclaw.nextRequest();
    const asked = setup.server.ask({ ...ASK, profile: 'support_v4', traceId: 'raced' });
    const { closed } = await first;
    setup.clock.advance(500);
    expect((await asked).status).toBe(422);
    expect(await closed).toBe('left');
    expect((await setup.server.traceOf('raced')).attempts).toMatchObject([
      { outcome: 'superseded' },
      { reason: 'prompt_leak' },
    ]);
  });

  it('gets to no tool', async () => {
    setup.openclaw.next(
      (request) => ({
        kind: 'tool-calls',
        calls: [
          { id: 'call-1', name: 'search_knowledge', arguments: JSON.stringify({ query: markOf(request) }) },
          { id: 'call-2', name: 'search_knowledge', arguments: JSON.stringify({ query: '退货' }) },
        ],
      }),
      ANSWER,
    );
    const { body } = await setup.server.ask({ ...ASK, profile: 'support_v3', traceId: 'tool' });
    expect(body.status).toBe('complete');
    const [attempt] = (await setup.server.traceOf('tool')).attempts;
    expect(attempt?.toolCalls).toMatchObject([
      { outcome: 'refused', arguments: '(withheld)' },
      { outcome: 'ok' },
    ]);
    const { text } = await setup.server.call('GET', '/metrics', { token: null });
    expect(text).toContain('into="tool_call"} 1');
  });

  it('is another one of every profile, and the same for the same', async () => {
    setup.openclaw.otherwise(ANSWER);
    for (const profile of ['support_v1', 'support_v2', 'support_v2']) {
      await setup.server.ask({ ...ASK, profile, context: { page: '/' } });
    }
    const [one, two, again] = setup.openclaw.requests.map(markOf);
    expect(two).not.toBe(one);
    expect(again).toBe(two);
    await setup.restart(FILES);
    await setup.server.ask({ ...ASK, profile: 'support_v2' });
    expect(setup.openclaw.requests.map(markOf).at(-1)).toBe(two);
  });

  it('may be of the local agent, which knows no prompt', async () => {
    setup.openclaw.otherwise({ kind: 'provider-error', status: 401 });
    expect((await setup.server.ask(ASK)).body).toMatchObject({ status: 'complete', degraded: true });
  });
});
