import { describe, expect, it } from 'vitest';
import { NodeStream } from '../support/node-stream.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  any_v1: { model: fast, system_prompt: You help., fallback: any_v2, output: { max_chars: 300 } }
  any_v2: { model: fast, system_prompt: You help as well. }
routing: { support: any_v1, summarize: any_v1, recommend: any_v1 }
`,
  'models.yaml': 'models: {fast: {agent: fast}}',
  'env-policy.yaml': 'environments: {dev: {allowed_profiles: [any_v1, any_v2], log_level: error}}',
};

/** Models that do not know when to stop. */
async function* endless(first: string, piece: (index: number) => string): AsyncGenerator<string> {
  yield first;
  for (let index = 0; ; index += 1) {
    yield piece(index);
    await new Promise(setImmediate);
  }
}

describe('a model that goes on when its answer is whole', () => {
  const setup = useServer({ files: FILES });

  it.each([
    {
      limit: 'the number of bullets',
      ask: { intent: 'summarize', input: { text: 'A long text.', maxBullets: 2 } },
      text: () => endless('', (index) => `- This is point number ${index}.\n`),
      answer: /^• This is point number 0\.\n• This is point number 1\.$/,
    },
    {
      limit: 'the number of items',
      ask: { intent: 'recommend', input: { text: 'Something warm.', maxItems: 1 } },
      text: () => endless('{"items":[', (index) => `{"title":"Coat ${index}","reason":"It is warm."},`),
      answer: /^1\. Coat 0: It is warm\.$/,
    },
    {
      limit: 'the length',
      ask: { intent: 'support', input: { text: 'What do you say?' } },
      text: () => endless('I say this. ', () => 'Then I say that. '),
      answer: /^I say this\.( Then I say that\.){16}…$/,
    },
  ])('is heard no further than $limit lets it', async ({ ask, text, answer }) => {
    for (const stream of [false, true]) {
      setup.openclaw.next({ kind: 'answer', text: text() });
      const arrived = setup.openclaw.nextRequest();
      const body = { ...ask, stream, traceId: `full-${stream}` };
      const replied = setup.server.ask(body);
      expect(await (await arrived).closed).toBe('left');
      await replied;
      const view = (await setup.server.call('GET', `/v1/mini/asks/full-${stream}`)).body;
      expect(view).toMatchObject({ status: 'complete', truncated: true, degraded: false });
      expect(view.answer).toMatch(answer);
      expect((await setup.server.traceOf(`full-${stream}`)).attempts).toMatchObject([{ outcome: 'ok' }]);
    }
    expect(setup.openclaw.requests).toHaveLength(2);
  });

  it('tells its stream that it is done', async () => {
    setup.openclaw.next({ kind: 'answer', text: endless('', (index) => `- Point number ${index}.\n`) });
    const stream = await NodeStream.ask({
      url: setup.server.url,
      token: setup.server.token(),
      body: { intent: 'summarize', input: { text: 'A long text.', maxBullets: 3 }, stream: true },
    });
    await stream.ended;
    expect(stream.events.at(-1)).toMatchObject({ event: 'done', data: { answer: stream.answer } });
  });
});
