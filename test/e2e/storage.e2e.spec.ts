import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RunningAsks } from '../../src/asks/running-asks.js';
import { Database } from '../../src/storage/database.js';
import type { TraceRecord } from '../../src/trace/trace-record.js';
import { TraceStore } from '../../src/trace/trace-store.js';
import { halves } from '../support/halves.js';
import { NodeStream } from '../support/node-stream.js';
import type { RunningApp } from '../support/running-app.js';
import { breakStorage } from '../support/storage-outage.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  any_v1: { model: fast, system_prompt: You help. }
routing: { support: any_v1, summarize: any_v1, extract: any_v1 }
`,
  'models.yaml': 'models: {fast: {agent: fast, first_content_ms: 60000, total_ms: 90000}}',
  'env-policy.yaml': 'environments: {dev: {allowed_profiles: [any_v1], log_level: error}}',
};

const ASK = { intent: 'support', input: { text: 'Where is my box?' } };
const SAID = 'It is on its way. It comes tomorrow. ';
const REST = 'Or the day after.';
const ANSWER = SAID + REST;

/** What is stored from now on, as soon as it is. */
function savesOf({ app }: RunningApp): readonly TraceRecord[] {
  const saves: TraceRecord[] = [];
  const store = app.get(TraceStore);
  const save = store.save.bind(store);
  store.save = async (record) => {
    await save(record);
    saves.push({ ...record });
  };
  return saves;
}

describe('the record of an ask', () => {
  const setup = useServer({ files: FILES });

  it('is there while a long ask runs, though nobody follows it, and is kept alive', async () => {
    const { server, clock, openclaw } = setup;
    const { behaviour, goOn } = halves(SAID, REST);
    openclaw.next(behaviour);
    const arrived = openclaw.nextRequest();
    const asked = server.ask({ ...ASK, traceId: 'long' });
    await arrived;
    await expect(server.traceOf('long')).rejects.toThrow('nothing is on record');
    clock.advance(2000);
    await expect.poll(() => server.traceOf('long')).toMatchObject({ status: 'running', profile: 'any_v1' });
    // Longer than a record counts as alive that nobody renews.
    for (let passed = 0; passed < 5; passed += 1) {
      await clock.untilTimer((ms) => ms === 2000);
      clock.advance(2000);
    }
    await clock.untilTimer((ms) => ms === 2000);
    expect(await server.traceOf('long')).toMatchObject({ status: 'running' });
    goOn();
    await asked;
    await expect.poll(() => server.traceOf('long')).toMatchObject({ status: 'complete', answer: ANSWER });
  });

  it('of a short ask is written once, when it has ended', async () => {
    const { server, clock, openclaw } = setup;
    const saves = savesOf(server);
    openclaw.otherwise({ kind: 'answer', text: ANSWER });
    await server.ask({ ...ASK, traceId: 'short' });
    clock.advance(2000);
    await server.stop();
    expect(saves).toMatchObject([{ traceId: 'short', status: 'complete' }]);
  });
});

describe('storage that fails at the end of an ask', () => {
  const setup = useServer({ files: FILES });
  const show = (traceId: string) => setup.server.call('GET', `/v1/mini/asks/${traceId}`);
  const cancel = (traceId: string) => setup.server.call('DELETE', `/v1/mini/asks/${traceId}`);

  /** An ask that has said its first half and is on record as running. */
  async function begin(traceId: string): Promise<{ stream: NodeStream; goOn: () => void }> {
    const { server, openclaw } = setup;
    const { behaviour, goOn } = halves(SAID, REST);
    openclaw.next(behaviour);
    const body = { ...ASK, stream: true, traceId };
    const stream = await NodeStream.ask({ url: server.url, token: server.token(), body });
    await stream.until((events) => events.length > 1);
    return { stream, goOn };
  }

  /** Ends an ask whose trace cannot be stored. */
  async function withheld(traceId: string): Promise<{ shown: string; mend: () => Promise<void> }> {
    const { stream, goOn } = await begin(traceId);
    const mend = await breakStorage(setup.server.app.get(Database));
    goOn();
    await stream.ended;
    expect(stream.events.at(-1)).toMatchObject({ event: 'error', data: { code: 'INTERNAL' } });
    return { shown: stream.answer, mend };
  }

  it('leaves a cancelled ask cancelled, which nobody runs again', async () => {
    const { server, openclaw } = setup;
    const { stream } = await begin('cancelled');
    const shown = stream.answer;
    const mend = await breakStorage(server.app.get(Database));
    const { status, body } = await cancel('cancelled');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'cancelled', answer: shown });
    await stream.ended;
    expect(stream.events.at(-1)).toMatchObject({ event: 'done', data: { status: 'cancelled' } });
    expect(stream.answer).toBe(shown);

    await mend();
    setup.clock.advance(2000);
    await expect
      .poll(() => server.traceOf('cancelled'))
      .toMatchObject({ status: 'cancelled', answer: shown, errorCode: null });
    const again = await server.ask({ ...ASK, traceId: 'cancelled' });
    expect(again.body).toMatchObject({ status: 'cancelled' });
    expect(openclaw.requests).toHaveLength(1);
  });

  it('withholds the rest of an answer, and has that on record when the store is back', async () => {
    const { server, clock } = setup;
    const { shown, mend } = await withheld('withheld');
    expect(shown).not.toBe(ANSWER);
    expect((await show('withheld')).body).toMatchObject({ status: 'failed', answer: shown, output: null });

    clock.advance(2000);
    await clock.untilTimer((ms) => ms === 2000);
    await mend();
    clock.advance(2000);
    await expect
      .poll(() => server.traceOf('withheld'))
      .toMatchObject({
        status: 'failed',
        httpStatus: 500,
        errorCode: 'INTERNAL',
        errorReason: 'trace_store',
        answer: shown,
        output: null,
      });
    await expect.poll(() => clock.pending.filter((ms) => ms === 2000)).toEqual([]);
  });

  it('has the last word against a process that took the ask for lost meanwhile', async () => {
    const { server, clock } = setup;
    const { mend } = await withheld('taken');
    await mend();
    const lose = (record: TraceRecord): TraceRecord => ({
      ...record,
      status: 'failed',
      errorReason: 'process_lost',
    });
    expect(await server.app.get(TraceStore).endAbandoned(clock.now() + 1, lose)).toHaveLength(1);
    clock.advance(2000);
    await expect.poll(() => server.traceOf('taken')).toMatchObject({ errorReason: 'trace_store' });
  });

  it('leaves an ask cancelled that was to be withheld when its client cancelled it', async () => {
    const { server } = setup;
    const { stream, goOn } = await begin('late');
    const mend = await breakStorage(server.app.get(Database));
    const store = server.app.get(TraceStore);
    const save = store.save.bind(store);
    const { promise: cancelled, resolve: fail } = Promise.withResolvers<void>();
    store.save = async (record) => {
      await cancelled;
      return save(record);
    };
    goOn();
    const [ask] = server.app.get(RunningAsks).all();
    await expect.poll(() => ask?.ending).toBe(true);
    const reply = cancel('late');
    await expect.poll(() => ask?.signal.aborted).toBe(true);
    fail();
    expect((await reply).body).toMatchObject({ status: 'cancelled', answer: stream.answer, output: null });
    await mend();
  });

  it('leaves an ask that failed with its own failure', async () => {
    const { server, openclaw, clock } = setup;
    openclaw.next({ kind: 'provider-error', status: 401 });
    const mend = await breakStorage(server.app.get(Database));
    const { body } = await server.ask({ ...ASK, traceId: 'failed' });
    expect(body.code).toBe('AGENT_UNAVAILABLE');
    await mend();
    clock.advance(2000);
    await expect.poll(() => server.traceOf('failed')).toMatchObject({ errorCode: 'AGENT_UNAVAILABLE' });
  });

  it('is looked at before every ask, also when it is back, until it has what is owed', async () => {
    const { server, openclaw, clock } = setup;
    openclaw.otherwise({ kind: 'answer', text: ANSWER });
    const { mend } = await withheld('owed');
    await mend();
    // Enough for the ask; what is owed waits for its time.
    expect((await server.ask({ ...ASK, traceId: 'next' })).status).toBe(200);
    const mendAgain = await breakStorage(server.app.get(Database));
    const refused = await server.ask({ ...ASK, traceId: 'refused' });
    expect([refused.status, refused.body.code]).toEqual([500, 'INTERNAL']);
    expect(openclaw.requests).toHaveLength(2);
    await mendAgain();
    clock.advance(2000);
    await expect.poll(() => server.traceOf('owed')).toMatchObject({ errorReason: 'trace_store' });
  });

  it('is tried once more when the server stops', async () => {
    const { server } = setup;
    const { mend } = await withheld('stopping');
    await mend();
    const saves = savesOf(server);
    await server.stop();
    expect(saves).toMatchObject([{ traceId: 'stopping', errorReason: 'trace_store' }]);
  });

  it('does not take those for lost who could not say that they live', async () => {
    const { server, clock } = setup;
    const lines: unknown[][] = [];
    const note = (...line: unknown[]): void => void lines.push(line);
    server.app.useLogger({ log: note, warn: note, error: note, debug: note });
    const { stream, goOn } = await begin('alive');
    const mend = await breakStorage(server.app.get(Database));
    for (let passed = 0; passed < 12; passed += 3) {
      clock.advance(3000);
      await clock.untilTimer((ms) => ms === 3000);
    }
    await mend();
    clock.advance(3000);
    await clock.untilTimer((ms) => ms === 3000);
    goOn();
    await stream.ended;
    expect(await server.traceOf('alive')).toMatchObject({ status: 'complete', answer: ANSWER });
    expect(inspect(lines, { depth: null })).not.toContain('lost with its process');
  });
});
