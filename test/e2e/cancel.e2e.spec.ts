import { describe, expect, it } from 'vitest';
import { AskLogs } from '../../src/asks/log/ask-logs.js';
import { LEFT_ALONE, aHead, owned } from '../contract/ask-logs.contract.js';
import { anAskView } from '../support/an-ask-view.js';
import { NodeStream } from '../support/node-stream.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  any_v1: { model: fast, system_prompt: You help., fallback: any_v2 }
  any_v2: { model: strong, system_prompt: You help as well. }
routing: { support: any_v1, summarize: any_v1, extract: any_v1 }
`,
  'models.yaml': 'models: {fast: {agent: fast, max_concurrent: 1}, strong: {agent: strong}}',
  'env-policy.yaml': 'environments: {dev: {allowed_profiles: [any_v1, any_v2], log_level: error}}',
};

const ASK = { intent: 'support', input: { text: 'Where is my box?' }, stream: true };
const SAID = 'It is on its way. It comes tomorrow. ';

describe('cancelling', () => {
  const setup = useServer({ files: FILES });

  const ask = (traceId: string): Promise<NodeStream> =>
    NodeStream.ask({ url: setup.server.url, token: setup.server.token(), body: { ...ASK, traceId } });
  const cancel = (traceId: string) => setup.server.call('DELETE', `/v1/mini/asks/${traceId}`);
  const show = (traceId: string) => setup.server.call('GET', `/v1/mini/asks/${traceId}`);

  it('ends the stream and the run at once, and keeps what was shown', async () => {
    setup.openclaw.next({ kind: 'silence', after: [SAID] });
    const arrived = setup.openclaw.nextRequest();
    const stream = await ask('shown');
    const { closed } = await arrived;
    await stream.until((events) => events.length > 1);
    const shown = stream.answer;

    const { status, body } = await cancel('shown');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'cancelled', answer: shown });
    expect(await closed).toBe('left');
    await stream.ended;
    expect(stream.events.at(-1)).toMatchObject({ event: 'done', data: body });
    expect(stream.answer).toBe(shown);
    expect((await show('shown')).body).toEqual(body);
    expect(await setup.server.traceOf('shown')).toMatchObject({ status: 'cancelled', answer: shown });
  });

  it('costs nothing more: no other word, no other try, no fallback', async () => {
    const said: string[] = [];
    const more = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<string> {
      yield SAID;
      await more.promise;
      for (;;) {
        said.push('word');
        yield 'More of it. ';
        await new Promise(setImmediate);
      }
    }
    setup.openclaw.next({ kind: 'answer', text: endless() });
    const arrived = setup.openclaw.nextRequest();
    const stream = await ask('dear');
    const { closed } = await arrived;
    await stream.until((events) => events.length > 1);
    await cancel('dear');
    expect(await closed).toBe('left');
    more.resolve();
    await stream.ended;
    setup.clock.advance(60_000);
    await show('dear');
    // The piece with which the model's side learns that nobody listens.
    expect(said.length).toBeLessThanOrEqual(1);
    expect(setup.openclaw.requests).toHaveLength(1);
  });

  it('changes nothing the second time, nor for who asks the same again', async () => {
    setup.openclaw.next({ kind: 'silence', after: [SAID] });
    const stream = await ask('twice');
    await stream.until((events) => events.length > 1);
    const [one, two] = await Promise.all([cancel('twice'), cancel('twice')]);
    await stream.ended;
    const three = await cancel('twice');
    expect([two, three].map(({ status, body }) => [status, body])).toEqual([
      [200, one.body],
      [200, one.body],
    ]);
    const again = await ask('twice');
    await again.ended;
    expect(again.events).toEqual(stream.events);
    expect(setup.openclaw.requests).toHaveLength(1);
  });

  it('reaches an ask that waits for a place, and one that waits for another try', async () => {
    setup.openclaw.next({ kind: 'silence' });
    const arrived = setup.openclaw.nextRequest();
    const first = await ask('first');
    await arrived;
    const waiting = await ask('waiting');
    expect((await cancel('waiting')).body).toMatchObject({ status: 'cancelled', answer: '' });
    await waiting.ended;
    expect(waiting.events.map(({ event }) => event)).toEqual(['start', 'done']);
    await cancel('first');
    await first.ended;
    expect(setup.openclaw.requests).toHaveLength(1);

    setup.openclaw.otherwise({ kind: 'provider-error', status: 503 });
    const trying = await ask('trying');
    await setup.clock.untilTimer((ms) => ms >= 100 && ms <= 300);
    expect((await cancel('trying')).body.status).toBe('cancelled');
    setup.clock.advance(60_000);
    await trying.ended;
    expect(trying.events.map(({ event }) => event)).toEqual(['start', 'done']);
    expect(setup.openclaw.requests).toHaveLength(2);
  });

  it('is said once more to whoever runs the ask and has not heard', async () => {
    const first = Promise.withResolvers<void>();
    let calls = 0;
    const onCancel = (): void => {
      calls += 1;
      if (calls === 1) first.resolve();
      else void own.end({ type: 'done', data: anAskView({ status: 'cancelled' }) });
    };
    const head = aHead({ userId: 'u_123', traceId: 'far' });
    const own = owned(await setup.server.app.get(AskLogs).begin(head, { ...LEFT_ALONE, onCancel }));
    const cancelled = cancel('far');
    await first.promise;
    await setup.clock.untilTimer((ms) => ms === 1000);
    setup.clock.advance(1000);
    expect((await cancelled).body.status).toBe('cancelled');
    expect(calls).toBe(2);
  });

  it('is for the owner alone', async () => {
    setup.openclaw.next({ kind: 'silence', after: [SAID] });
    const stream = await ask('mine');
    const stranger = await setup.server.call('DELETE', '/v1/mini/asks/mine', {
      token: setup.server.token('somebody'),
    });
    expect([stranger.status, stranger.body.code]).toEqual([404, 'NOT_FOUND']);
    expect((await show('mine')).body.status).toBe('running');
    await cancel('mine');
    await stream.ended;
  });
});
