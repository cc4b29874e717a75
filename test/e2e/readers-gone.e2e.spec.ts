import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { EventReader, type StreamedEvent } from '../support/event-reader.js';
import type { Behaviour } from '../support/fake-openclaw/index.js';
import { NodeStream } from '../support/node-stream.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  any_v1: { model: fast, system_prompt: You help people. }
routing: { support: any_v1, summarize: any_v1, extract: any_v1 }
`,
  'models.yaml': 'models: {fast: {agent: fast}}',
  'env-policy.yaml': 'environments: {dev: {allowed_profiles: [any_v1], log_level: error}}',
};

const WORDS = ['First, look at it. ', 'Then, ', 'write to us. ', 'We answer. ', 'At last, ', 'send it back.'];
const ANSWER = WORDS.join('');
const ASK = { intent: 'support', input: { text: 'How do I return a box?' }, stream: true };
/** Words that may be there before the first of them is shown: what may still turn out otherwise waits, as do letters like those of the prompt's mark. */
const BEHIND = 2;

function answerOf(events: readonly StreamedEvent[]): string {
  return events.map(({ event, data }) => (event === 'delta' ? data.text : '')).join('');
}

describe('a reader that has gone', () => {
  const setup = useServer({ files: FILES });

  const ask = (traceId: string): Promise<NodeStream> =>
    NodeStream.ask({ url: setup.server.url, token: setup.server.token(), body: { ...ASK, traceId } });

  /** What somebody reads who has the first events already. */
  async function rest(traceId: string, after: number) {
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${setup.server.token()}` };
    const response = await fetch(`${setup.server.url}/v1/mini/asks/${traceId}?after=${after}`, { headers });
    if (response.body === null) throw new Error('no body');
    return new EventReader(response.body).all();
  }

  /** An answer of which each word comes when the reader has seen those before, and all when it has gone. */
  function toReader(): { behaviour: Behaviour; readBy: (stream: NodeStream) => void; goOn: () => void } {
    const { promise: reader, resolve } = Promise.withResolvers<NodeStream>();
    const gone = Promise.withResolvers<void>();
    async function* text(): AsyncGenerator<string> {
      for (const [at, word] of WORDS.entries()) {
        const seen = WORDS.slice(0, Math.max(0, at - BEHIND + 1)).join('');
        const shown = reader.then((stream) =>
          stream.until((events) => answerOf(events).startsWith(seen.trim())),
        );
        await Promise.race([gone.promise, shown.catch(() => gone.promise)]);
        yield word;
      }
    }
    return { behaviour: { kind: 'answer', text: text() }, readBy: resolve, goOn: gone.resolve };
  }

  it('at any event leaves an ask that goes on, and whose rest another can read', async () => {
    for (let seen = 1, more = true; more; seen += 1) {
      const traceId = `gone-${seen}`;
      const { behaviour, readBy, goOn } = toReader();
      setup.openclaw.next(behaviour);
      const reader = await ask(traceId);
      readBy(reader);
      await reader.until((events) => events.length >= seen);
      more = reader.events.at(-1)?.event !== 'done';
      reader.response.destroy();
      await reader.ended;
      goOn();
      const had = reader.events.slice(0, seen);
      const all = [...had, ...(await rest(traceId, seen))];
      expect(all.map(({ id }) => id)).toEqual(all.map((_, at) => at + 1));
      expect(answerOf(all)).toBe(ANSWER);
      expect(await rest(traceId, 0)).toEqual(all);
      expect(all.at(-1)).toMatchObject({
        event: 'done',
        data: { status: 'complete', answer: ANSWER },
      });
    }
    // The begin, the end, and what lies between in more than one piece.
    expect(setup.openclaw.requests.length).toBeGreaterThan(4);
  });

  it('before anything was said leaves an ask that goes on', async () => {
    const { behaviour, goOn } = toReader();
    setup.openclaw.next(behaviour);
    const { hostname, port } = new URL(setup.server.url);
    const body = JSON.stringify({ ...ASK, traceId: 'gone-0' });
    const arrived = setup.openclaw.nextRequest();
    const socket = connect(Number(port), hostname, () => {
      socket.end(
        `POST /v1/mini/ask HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${setup.server.token()}\r\n` +
          `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        () => socket.destroy(),
      );
    });
    await once(socket, 'close');
    await arrived;
    goOn();
    const events = await rest('gone-0', 0);
    expect(events.at(-1)).toMatchObject({
      event: 'done',
      data: { status: 'complete', answer: ANSWER },
    });
  });
});
