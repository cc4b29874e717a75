import { Agent } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Behaviour } from './fake-openclaw/index.js';
import { memoryInUse } from './memory.js';
import { NodeStream } from './node-stream.js';
import { useServer } from './use-openclaw.js';

const filesFor = (streams: number): Record<string, string> => ({
  'mini-program-profiles.yaml': `
profiles:
  any_v1: { model: fast, system_prompt: You help. }
routing: { support: any_v1, summarize: any_v1, extract: any_v1 }
`,
  'models.yaml': `models: {fast: {agent: fast, max_concurrent: ${streams}}}`,
  'env-policy.yaml': 'environments: {dev: {allowed_profiles: [any_v1], log_level: error}}',
});

/** The answer of one ask alone. */
function wordsFor(question: string): string[] {
  return [
    '如果商品有质量问题，退货运费由我们承担；',
    '如果只是不喜欢，',
    '“',
    question,
    '”。',
    '\n\n',
    'Thank ',
    'you ',
    '😀 ',
    'for ',
    'asking!',
  ];
}

/** So many streams, all open at the same moment, are told nothing of each other and take little memory. */
export function streamsAtOnce(count: number): void {
  describe(`${count} streams at once`, () => {
    const setup = useServer({
      gateway: { plugin: { engines: ['lean'] }, record: false },
      env: { MINIASK_GATEWAY_RUNS: String(count) },
      files: filesFor(count),
    });

    it(
      'give each who asks the whole answer to the own question, in order',
      { timeout: 60_000 },
      async ({ annotate }) => {
        const all = Promise.withResolvers<void>();
        let running = 0;
        setup.openclaw.otherwise(({ plugin, user }): Behaviour => {
          const question = /question \d+/.exec(JSON.stringify(plugin ?? user))?.[0] ?? '';
          async function* text(): AsyncGenerator<string> {
            const [first = '', second = '', ...rest] = wordsFor(question);
            yield first;
            yield second;
            running += 1;
            await all.promise;
            yield* rest;
          }
          return { kind: 'answer', text: text() };
        });

        const agent = new Agent();
        const before = memoryInUse();
        const streams = await Promise.all(
          Array.from({ length: count }, (_, at) =>
            NodeStream.ask({
              url: setup.server.url,
              token: setup.server.token(`u_${at}`),
              body: { intent: 'support', input: { text: `question ${at}` }, stream: true },
              agent,
            }),
          ),
        );
        await Promise.all(streams.map((stream) => stream.until((events) => events.length > 1)));
        expect(running).toBe(count);
        const each = (memoryInUse() - before) / count;

        all.resolve();
        await Promise.all(streams.map(({ ended }) => ended));
        for (const [at, { events, answer }] of streams.entries()) {
          expect(events.map(({ id }) => id)).toEqual(events.map((_, place) => place + 1));
          expect(answer).toBe(wordsFor(`question ${at}`).join(''));
          expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'complete', answer } });
        }
        agent.destroy();
        await annotate(`${(each / 1024).toFixed(0)} KB an open stream: server, client and agent together`);
        expect(each).toBeLessThan(200 * 1024);
      },
    );
  });
}
