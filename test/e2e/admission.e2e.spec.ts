import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../support/fake-openclaw/index.js';
import { NodeStream } from '../support/node-stream.js';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

/** Runs at the same time, and runs that may wait. */
const [CAPACITY, QUEUE] = [4, 8];
/** What is allowed to wait is in the hands of the test. */
const WAIT_MS = 60_000;
const ANSWER = [
  '如果商品有质量问题，退货运费由我们承担；',
  '如果只是不喜欢，那么由您承担。',
  '感谢您的理解。',
];

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  support_v1: { model: fast, system_prompt: You help., fallback: support_v2 }
  support_v2: { model: strong, system_prompt: You help as well. }
routing: { support: support_v1 }
`,
  'models.yaml': `models: { fast: { agent: fast, max_concurrent: ${CAPACITY} }, strong: { agent: strong } }`,
  'env-policy.yaml': `
environments:
  dev:
    allowed_profiles: [support_v1, support_v2]
    allow_local_fallback: true
    log_level: fatal
    quotas: { asks_per_minute: 1000 }
`,
};

describe('more asks than there is room for', () => {
  const setup = useServer({
    files: FILES,
    env: { MINIASK_QUEUE_LENGTH: String(QUEUE), MINIASK_QUEUE_WAIT_MS: String(WAIT_MS) },
  });

  /** Each answer begins at once and ends when the gate is open. */
  function heldAnswers(): () => void {
    const { promise, resolve: open } = Promise.withResolvers<void>();
    async function* text(): AsyncGenerator<string> {
      yield ANSWER[0] ?? '';
      await promise;
      yield* ANSWER.slice(1);
    }
    setup.openclaw.otherwise((): Behaviour => ({ kind: 'answer', text: text() }));
    return open;
  }

  const body = (text: string) => ({ intent: 'support', input: { text } });
  const asks = (user: string, count: number): Promise<Reply>[] =>
    Array.from({ length: count }, (_, at) =>
      setup.server.ask(body(`${user} ${at}`), setup.server.token(user)),
    );
  const waiting = async (): Promise<number> => {
    const { text } = await setup.server.call('GET', '/metrics', { token: null });
    return Number(/^miniask_runs_waiting (\d+)$/m.exec(text)?.[1]);
  };
  const answered = (replies: readonly Reply[]) => replies.filter(({ status }) => status === 200);
  const refused = (replies: readonly Reply[]) => replies.filter(({ status }) => status !== 200);

  function expectWhole(replies: readonly Reply[]): void {
    for (const reply of replies) {
      expect(reply.body).toMatchObject({
        status: 'complete',
        answer: ANSWER.join(''),
        profile: 'support_v1',
        model: 'fast',
        degraded: false,
        truncated: false,
      });
    }
  }

  function expectHonest(replies: readonly Reply[]): void {
    for (const { status, body: problem, headers } of replies) {
      expect([status, problem.code]).toEqual([503, 'AGENT_OVERLOADED']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
  }

  it('are answered in full or refused at once, and to nobody’s cost', async () => {
    const open = heldAnswers();
    const users = Array.from({ length: 6 }, (_, at) => `user-${at}`);
    const each = (3 * (CAPACITY + QUEUE)) / users.length;
    const all = users.flatMap((user) => asks(user, each));
    const early: Reply[] = [];
    for (const one of all) void one.then((reply) => early.push(reply));

    // No answer ends and no time passes: who is refused, is so at once.
    await expect.poll(() => early.length).toBe(all.length - CAPACITY - QUEUE);
    expectHonest(early);
    expect(await waiting()).toBe(QUEUE);
    open();
    const replies = await Promise.all(all);
    expect(answered(replies)).toHaveLength(CAPACITY + QUEUE);
    expectWhole(answered(replies));
    expectHonest(refused(replies));
    expect(setup.openclaw.requests).toHaveLength(CAPACITY + QUEUE);
  });

  it('leave room for others when one user asks for all of it', async () => {
    const open = heldAnswers();
    const greedy = asks('greedy', CAPACITY + 3 * QUEUE);
    await expect.poll(waiting).toBe(QUEUE);
    await expect.poll(() => setup.openclaw.requests.length).toBe(CAPACITY);
    const modest = ['a', 'b', 'c', 'd'].flatMap((user) => asks(user, 1));
    // As many of the greedy one's are sent away as came.
    const gone: Reply[] = [];
    for (const one of greedy) void one.then((reply) => gone.push(reply));
    await expect.poll(() => gone.length).toBe(2 * QUEUE + modest.length);
    expectHonest(gone);
    open();
    const others = await Promise.all(modest);
    expect(answered(others)).toHaveLength(4);
    expectWhole(others);
    const its = answered(await Promise.all(greedy));
    expect(its).toHaveLength(CAPACITY + QUEUE - modest.length);
    expectWhole(its);
  });

  it('tell it in a stream as well', async () => {
    const open = heldAnswers();
    const all = asks('greedy', CAPACITY + QUEUE);
    await expect.poll(waiting).toBe(QUEUE);
    const stream = await NodeStream.ask({
      url: setup.server.url,
      token: setup.server.token('greedy'),
      body: { ...body('one more'), stream: true },
    });
    await stream.ended;
    expect(stream.events.map(({ event }) => event)).toEqual(['start', 'error']);
    expect(stream.events.at(-1)).toMatchObject({ data: { code: 'AGENT_OVERLOADED' } });
    open();
    expectWhole(await Promise.all(all));
  });

  it('do not keep one that was admitted from its second try', async () => {
    const open = heldAnswers();
    setup.openclaw.next({ kind: 'provider-error', status: 500 });
    const arrived = setup.openclaw.nextRequest();
    const unlucky = setup.server.ask(body('unlucky'), setup.server.token('unlucky'));
    await arrived;
    const others = asks('others', CAPACITY + QUEUE);
    await expect.poll(waiting).toBeGreaterThanOrEqual(QUEUE - 1);
    // The pause before the second try.
    await setup.clock.untilTimer((ms) => ms < 1000);
    setup.clock.advance(1000);
    await expect.poll(waiting).toBe(QUEUE + 1);
    open();
    expect((await unlucky).body).toMatchObject({
      status: 'complete',
      profile: 'support_v1',
      answer: ANSWER.join(''),
    });
    expectWhole(answered(await Promise.all(others)));
  });
});
