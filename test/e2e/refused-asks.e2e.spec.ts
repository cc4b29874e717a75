import { describe, expect, it } from 'vitest';
import { useServer } from '../support/use-openclaw.js';

const PHONE = '13812345678';
const filesWith = (capture: string): Record<string, string> => ({
  'mini-program-profiles.yaml': `
profiles:
  summarize_v1: { model: fast, system_prompt: You are concise. }
  summarize_v2: { model: fast, system_prompt: You are new. }
  support_v1: { model: fast, system_prompt: You help. }
routing: { summarize: summarize_v1, support: support_v1 }
`,
  'models.yaml': 'models: {fast: {agent: fast}}',
  'env-policy.yaml': `environments: {dev: {allowed_profiles: [summarize_v1, support_v1], log_level: fatal, capture: ${capture}}}`,
  'feature-flags.yaml': `
flags:
  support_off:
    state: ENABLED
    variants: { "on": true }
    defaultVariant: "on"
    metadata: { effect: intent.off, intents: support }
`,
});
const ASK = {
  intent: 'summarize',
  input: { text: `\u200bCall ${PHONE} on Monday.` },
  context: { page: '/p' },
};

describe('the record of a refused ask', () => {
  const setup = useServer({ files: filesWith('full') });

  const operate = (method: string, path: string, body?: unknown) =>
    setup.server.call(method, `/v1/ops/${path}`, { token: setup.server.token('u_op', true), body });

  /** The record of an ask, as operators get it. */
  async function refused(body: unknown, token?: null) {
    const reply = await setup.server.ask(body, token);
    const { id } = await setup.server.traceOf(reply.headers.get('x-trace-id') ?? '');
    return { told: reply.body, record: (await operate('GET', `traces/${id}`)).body };
  }

  it('tells what the client was told of its faults, and not at whatever length', async () => {
    const input = { text: '', ['k'.repeat(5000)]: PHONE };
    const { told, record } = await refused({ ...ASK, input });
    expect(told).toMatchObject({ code: 'INPUT_INVALID', errors: [{}, {}] });
    const cut = told.errors?.map(({ pointer, message }) => ({ pointer: pointer.slice(0, 200), message }));
    expect(record).toMatchObject({ errorCode: 'INPUT_INVALID', input: null });
    expect(record.errors).toEqual(cut);
    expect(JSON.stringify(record)).not.toContain(PHONE);
  });

  it('tells of no faults where there are none', async () => {
    await setup.server.ask({ ...ASK, traceId: 'well' });
    const { id } = await setup.server.traceOf('well');
    expect((await operate('GET', `traces/${id}`)).body).toMatchObject({ errors: [], askedIntent: null });
  });

  it('names an intent that there is not, where nobody takes it for one', async () => {
    const { record } = await refused({ ...ASK, intent: 'Sumarize' });
    expect(record).toMatchObject({
      errorCode: 'INTENT_UNKNOWN',
      intent: null,
      askedIntent: 'Sumarize',
      input: null,
    });
    expect((await operate('GET', 'traces?intent=Sumarize')).body.items).toEqual([]);
    for (const path of ['/v1/ops/stats?window=1h', '/metrics']) {
      const headers = { authorization: `Bearer ${setup.server.token('u_op', true)}` };
      const counted = await fetch(setup.server.url + path, { headers });
      expect(counted.status).toBe(200);
      expect(await counted.text()).not.toContain('Sumarize');
    }
  });

  it.each([`call ${PHONE}`, `call-${PHONE}`, 'a'.repeat(65), '总结', PHONE])(
    'does not take %s for the name of an intent',
    async (intent) => {
      const { record } = await refused({ ...ASK, intent });
      expect(record).toMatchObject({ askedIntent: null });
      expect(JSON.stringify(record)).not.toContain(intent);
    },
  );

  it('has what was asked where its profile was not allowed, so that another one can be tried', async () => {
    const { record } = await refused({ ...ASK, profile: 'summarize_v2' });
    const input = { text: `Call ${PHONE} on Monday.` };
    expect(record).toMatchObject({
      errorCode: 'PROFILE_NOT_ALLOWED',
      profileHint: 'summarize_v2',
      input,
      context: ASK.context,
    });
    setup.openclaw.next({ kind: 'answer', text: '- Monday' });
    const replayed = await operate('POST', `traces/${String(record['id'])}/replay`, {
      profile: 'summarize_v1',
    });
    expect(replayed).toMatchObject({ status: 200, body: { replay: { answer: '• Monday' } } });
  });

  it('has what was asked where its intent was switched off', async () => {
    const { record } = await refused({ ...ASK, intent: 'support' });
    expect(record).toMatchObject({ errorCode: 'INTENT_DISABLED', input: { text: expect.any(String) } });
  });

  it('has nothing of what does not fit the contract', async () => {
    const { record } = await refused({ ...ASK, input: { words: PHONE }, profile: 'summarize_v2' });
    expect(record).toMatchObject({ errorCode: 'PROFILE_NOT_ALLOWED', input: null, context: null });
    expect(JSON.stringify(record)).not.toContain(PHONE);
  });

  it('has nothing of what a stranger sent', async () => {
    for (const body of [{ ...ASK, profile: 'summarize_v2' }, { ...ASK, intent: 'sumarize' }, { text: '' }]) {
      const { record } = await refused(body, null);
      expect(record).toMatchObject({ status: 'refused', input: null, errors: [], askedIntent: null });
    }
  });

  it('has no words of a body that was refused before anybody knew whose it is', async () => {
    const headers = {
      authorization: `Bearer ${setup.server.token('u_1')}`,
      'content-type': 'application/json',
    };
    const body = '{"Li Wei lives here":1,"Li Wei lives here":2}';
    const reply = await fetch(`${setup.server.url}/v1/mini/ask`, { method: 'POST', headers, body });
    expect(await reply.text()).toContain('/Li Wei lives here');
    const { id } = await setup.server.traceOf(reply.headers.get('x-trace-id') ?? '');
    const { body: record } = await operate('GET', `traces/${id}`);
    expect(record.errors).toEqual([{ pointer: '', message: expect.any(String) }]);
    expect(JSON.stringify(record)).not.toContain('Li Wei');
  });

  it.each([
    ['redacted', '[phone]', '/input/[phone]'],
    ['metadata', null, ''],
  ])('keeps with %s what that allows', async (capture, text, pointer) => {
    await setup.restart(filesWith(capture));
    const unread = await refused({ ...ASK, profile: 'summarize_v2', input: { text: PHONE } });
    expect(unread.record).toMatchObject({ input: text === null ? null : { text } });
    const unfit = await refused({ ...ASK, input: { text: 'Hello.', [PHONE]: 1 } });
    expect(unfit.record.errors).toEqual([{ pointer, message: 'is not a known field' }]);
    for (const { record } of [unread, unfit]) expect(JSON.stringify(record)).not.toContain(PHONE);
  });
});
