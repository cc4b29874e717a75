import { describe, expect, it } from 'vitest';
import { TraceStore } from '../../src/trace/trace-store.js';
import { halves } from '../support/halves.js';
import type { RunningApp } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  any_v1: { model: fast, system_prompt: You help., deadline_ms: 6000 }
routing: { support: any_v1, summarize: any_v1, extract: any_v1 }
`,
  'models.yaml': 'models: {fast: {agent: fast, first_content_ms: 20000, total_ms: 30000}}',
  'env-policy.yaml': 'environments: {dev: {allowed_profiles: [any_v1], log_level: error}}',
};
const WITH_LOCAL = {
  ...FILES,
  'env-policy.yaml':
    'environments: {dev: {allowed_profiles: [any_v1], allow_local_fallback: true, log_level: error}}',
};

const DEADLINE_MS = 6000;
/** Before the budget's end, the answer so far leaves. */
const LEAVES_MS = DEADLINE_MS - 50;
const ASK = { intent: 'support', input: { text: 'Where is my box?' } };
const SAID = 'It is on its way. It comes tomorrow. ';
const REST = 'Or the day after.';
const WHOLE = SAID + REST;

/** Storage takes nothing from now on, and refuses nothing, until it is let go on. */
function hangStorage({ app }: RunningApp): { hanging: Promise<void>; goOn: () => void } {
  const store = app.get(TraceStore);
  const save = store.save.bind(store);
  const hanging = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  store.save = async (record) => {
    hanging.resolve();
    await released.promise;
    return save(record);
  };
  return { hanging: hanging.promise, goOn: released.resolve };
}

describe('the budget of an ask', () => {
  const setup = useServer({ files: FILES });

  const shown = async (traceId: string) => (await setup.server.call('GET', `/v1/mini/asks/${traceId}`)).body;

  it('is kept with a little to spare, and the answer so far is on record', async () => {
    const { behaviour, goOn } = halves(SAID, REST);
    setup.openclaw.next(behaviour);
    let answered = false;
    const asked = setup.server.ask({ ...ASK, traceId: 'slow' }).finally(() => (answered = true));
    await setup.clock.untilTimer((ms) => ms === LEAVES_MS);
    await expect.poll(async () => (await shown('slow')).answer).toContain('It is on');
    setup.clock.advance(LEAVES_MS - 1);
    await shown('slow');
    expect(answered).toBe(false);
    setup.clock.advance(1);
    const { status, body } = await asked;
    expect([status, body.status, body.next]).toEqual([202, 'running', '/v1/mini/asks/slow']);
    expect((await setup.server.traceOf('slow')).answer).toBe(body.answer);
    goOn();
    await expect.poll(() => shown('slow')).toMatchObject({ status: 'complete', answer: WHOLE });
  });

  it('is kept when storage hangs, which shows no more than is on record', async () => {
    const { behaviour, goOn } = halves(SAID, REST);
    setup.openclaw.next(behaviour);
    const storage = hangStorage(setup.server);
    const asked = setup.server.ask({ ...ASK, traceId: 'hangs' });
    await setup.clock.untilTimer((ms) => ms === LEAVES_MS);
    setup.clock.advance(LEAVES_MS);
    await storage.hanging;
    await setup.clock.untilTimer((ms) => ms === 50);
    setup.clock.advance(50);
    const { status, body } = await asked;
    expect([status, body.answer]).toEqual([202, '']);
    storage.goOn();
    goOn();
    await expect.poll(() => shown('hangs')).toMatchObject({ status: 'complete', answer: WHOLE });
  });

  it('sends nobody away whose whole answer only has to be stored', async () => {
    setup.openclaw.next({ kind: 'answer', text: [WHOLE] });
    const storage = hangStorage(setup.server);
    const asked = setup.server.ask({ ...ASK, traceId: 'stored' });
    await storage.hanging;
    setup.clock.advance(LEAVES_MS);
    await setup.clock.untilTimer((ms) => ms === 50);
    storage.goOn();
    expect((await asked).status).toBe(200);
  });

  it('but sends away who would wait for storage any longer', async () => {
    setup.openclaw.next({ kind: 'answer', text: [WHOLE] });
    const storage = hangStorage(setup.server);
    const asked = setup.server.ask({ ...ASK, traceId: 'too-late' });
    await storage.hanging;
    setup.clock.advance(LEAVES_MS);
    await setup.clock.untilTimer((ms) => ms === 50);
    setup.clock.advance(50);
    const { status, body } = await asked;
    expect([status, body.answer]).toEqual([202, '']);
    storage.goOn();
    await expect.poll(() => shown('too-late')).toMatchObject({ status: 'complete', answer: WHOLE });
  });

  describe('where the local agent may answer', () => {
    it('is kept by it when nobody has said a word shortly before its end', async () => {
      await setup.restart(WITH_LOCAL);
      setup.openclaw.next({ kind: 'silence' });
      const arrived = setup.openclaw.nextRequest();
      const asked = setup.server.ask(ASK);
      const { closed } = await arrived;
      setup.clock.advance(DEADLINE_MS - 400);
      expect(await closed).toBe('left');
      const { status, body } = await asked;
      expect([status, body.model, body.degraded]).toEqual([200, 'local', true]);
      expect(body.attempts).toMatchObject([{ outcome: 'AGENT_TIMEOUT' }, { outcome: 'ok' }]);
    });

    it('is left to who has begun to speak', async () => {
      await setup.restart(WITH_LOCAL);
      const { behaviour, goOn } = halves(SAID, REST);
      setup.openclaw.next(behaviour);
      const asked = setup.server.ask({ ...ASK, traceId: 'speaks' });
      await expect.poll(async () => (await shown('speaks')).answer).toContain('It is on');
      setup.clock.advance(DEADLINE_MS - 400);
      goOn();
      expect((await asked).body).toMatchObject({ answer: WHOLE, model: 'fast', degraded: false });
    });
  });
});
