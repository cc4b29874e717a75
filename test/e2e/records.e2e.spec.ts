import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { codePoints } from '../../src/common/text/normalise.js';
import { LiveConfig } from '../../src/config/live-config.js';
import { ConfigArchive } from '../../src/trace/config-archive.js';
import { Database } from '../../src/storage/database.js';
import { halves } from '../support/halves.js';
import { NodeStream } from '../support/node-stream.js';
import { useServer } from '../support/use-openclaw.js';

const filesWith = (price: string): Record<string, string> => ({
  'mini-program-profiles.yaml': `
profiles:
  any_v1: { model: fast, system_prompt: You help., cache_ttl_s: 60, fallback: any_v2 }
  any_v2: { model: strong, system_prompt: You help as well. }
routing: { support: any_v1, summarize: any_v1, extract: any_v1 }
`,
  'models.yaml': `
models:
  fast: { agent: fast, first_content_ms: 60000, total_ms: 90000${price} }
  strong: { agent: strong }
`,
  'env-policy.yaml': 'environments: {dev: {allowed_profiles: [any_v1, any_v2], log_level: error}}',
});

const PROMPT = z.looseObject({ messages: z.array(z.looseObject({})) });

const ASK = { intent: 'support', input: { text: 'Where is my box?' } };
const ANSWER = 'It is on its way. It comes tomorrow.';
const USAGE = { promptTokens: 300, completionTokens: 40 };

describe('the record of an ask', () => {
  const setup = useServer({ files: filesWith(', price: {input: 2, output: 10}') });

  it('names a configuration and a profile that are kept', async () => {
    const { server, openclaw } = setup;
    openclaw.next({ kind: 'answer', text: ANSWER });
    await server.ask({ ...ASK, traceId: 'kept' });
    const { configDigest, profileDigest } = await server.traceOf('kept');
    const archive = server.app.get(ConfigArchive);
    const { current } = server.app.get(LiveConfig);
    const config = await archive.findConfig(configDigest);
    expect(config?.policy).toEqual(current.environment);
    expect(config?.profiles).toEqual(current.profiles);
    expect(await archive.findProfile(profileDigest ?? '')).toEqual(current.profiles.get('any_v1'));
  });

  it('tells what it cost, by attempt and altogether, and what nobody paid for', async () => {
    const { server, openclaw } = setup;
    openclaw.next({ kind: 'answer', text: ANSWER, usage: USAGE });
    await server.ask({ ...ASK, traceId: 'paid' });
    const cost = (300 * 2 + 40 * 10) / 1_000_000;
    expect(await server.traceOf('paid')).toMatchObject({ cost, attempts: [{ cost }], cached: false });
    await server.ask({ ...ASK, traceId: 'free' });
    expect(await server.traceOf('free')).toMatchObject({ cost: null, cached: true });
    expect(await columnsOf('paid')).toMatchObject({
      cost,
      prompt_tokens: 300,
      completion_tokens: 40,
      cached: 0,
      degraded: 0,
      truncated: 0,
      replay_of: null,
    });
    expect(await columnsOf('free')).toMatchObject({ cost: null, cached: 1 });
  });

  it('adds up what second attempts cost', async () => {
    const { server, openclaw } = setup;
    openclaw.next({ kind: 'answer', text: 'I cannot say.', usage: USAGE });
    openclaw.next({ kind: 'answer', text: '{"total": 12}', usage: USAGE });
    const input = { text: 'Total: 12', fields: [{ name: 'total', type: 'number' }] };
    await server.ask({ intent: 'extract', input, traceId: 'twice' });
    const cost = (300 * 2 + 40 * 10) / 1_000_000;
    const trace = await server.traceOf('twice');
    expect(trace).toMatchObject({ status: 'complete', degraded: true, attempts: [{ cost }, { cost }] });
    expect(trace.cost).toBeCloseTo(2 * cost, 12);
    expect(await columnsOf('twice')).toMatchObject({ degraded: 1, prompt_tokens: 600 });
  });

  it('tells what its readers were told and when, and how long it waited', async () => {
    const { server, openclaw, clock } = setup;
    const { behaviour, goOn } = halves(`${ANSWER} `, 'Or the day after.');
    openclaw.next(behaviour);
    const body = { ...ASK, stream: true, traceId: 'told' };
    const stream = await NodeStream.ask({ url: server.url, token: server.token(), body });
    await stream.until((events) => events.length > 1);
    clock.advance(700);
    goOn();
    await stream.ended;
    const { events = [], queuedMs, latencyMs, firstContentMs } = await server.traceOf('told');
    expect(events[0]).toEqual({ type: 'start', atMs: 0 });
    expect(events[1]).toMatchObject({ type: 'delta', atMs: 0 });
    expect(events.at(-1)).toEqual({ type: 'done', atMs: 700 });
    expect(latencyMs).toBe(700);
    expect(firstContentMs).toBe(0);
    expect(queuedMs).toBe(0);
    const chars = events.reduce((sum, event) => sum + (event.chars ?? 0), 0);
    expect(chars).toBe(codePoints(stream.answer));
  });

  it('ends with an error of an ask that failed', async () => {
    const { server, openclaw } = setup;
    openclaw.otherwise({ kind: 'provider-error', status: 400 });
    await server.ask({ ...ASK, traceId: 'failed' });
    expect((await server.traceOf('failed')).events?.map(({ type }) => type)).toEqual(['start', 'error']);
  });

  it('shows operators the prompt as the model got it, but for its mark', async () => {
    const { server, openclaw } = setup;
    openclaw.next({ kind: 'answer', text: ANSWER });
    await server.ask({ ...ASK, traceId: 'asked' });
    const { id } = await server.traceOf('asked');
    const headers = { authorization: `Bearer ${server.token('op', true)}` };
    const reply = await fetch(`${server.url}/v1/ops/traces/${id}/prompt`, { headers });
    const prompt = PROMPT.parse(await reply.json());
    expect(prompt).toMatchObject({
      profile: { name: 'any_v1', systemPrompt: 'You help.', fallback: 'any_v2' },
      model: { alias: 'fast', price: { input: 2, output: 10 } },
    });
    const { system = '', user } = openclaw.requests[0] ?? {};
    const mark = /^\[([a-z]{24})\]/.exec(system)?.[1];
    if (mark === undefined) throw new Error('the prompt begins with its mark');
    const unmarked = [
      { role: 'system', content: system.replaceAll(mark, '…') },
      { role: 'user', content: user },
    ];
    expect(prompt.messages).toEqual(unmarked);
  });

  async function columnsOf(traceId: string) {
    const { query } = setup.server.app.get(Database);
    return query.selectFrom('traces').selectAll().where('trace_id', '=', traceId).executeTakeFirst();
  }
});

describe('the record of an ask whose model has no price', () => {
  const setup = useServer({ files: filesWith('') });

  it('tells no cost', async () => {
    const { server, openclaw } = setup;
    openclaw.next({ kind: 'answer', text: ANSWER, usage: USAGE });
    await server.ask({ ...ASK, traceId: 'priceless' });
    const trace = await server.traceOf('priceless');
    expect(trace).toMatchObject({ cost: null, usage: USAGE });
    expect(trace.attempts[0]).not.toHaveProperty('cost');
  });
});

describe('the record of an ask whose model gave nothing that can be used', () => {
  const setup = useServer({
    files: {
      ...filesWith(''),
      'mini-program-profiles.yaml': `
profiles:
  extract_v1: { model: fast, system_prompt: You read., fallback: extract_v2 }
  extract_v2: { model: strong, system_prompt: You read as well. }
routing: { extract: extract_v1 }
`,
      'env-policy.yaml':
        'environments: {dev: {allowed_profiles: [extract_v1, extract_v2], log_level: error, capture: full}}',
    },
  });
  const EXTRACT = {
    intent: 'extract',
    input: { text: 'Total: 12', fields: [{ name: 'total', type: 'number' }] },
  };
  const SAID = `GARBAGEWORD {not json ${'😀'.repeat(5000)}`;
  const NO_JSON = expect.stringContaining('The answer was not the JSON asked for. Answer with ');
  const NO_FIELD = expect.stringContaining('The answer had none of the fields asked for. ');

  async function attemptsOf(traceId: string) {
    const { server } = setup;
    const { id } = await server.traceOf(traceId);
    const { body } = await server.call('GET', `/v1/ops/traces/${id}`, { token: server.token('u_op', true) });
    return z.array(z.looseObject({})).parse(body['attempts']);
  }

  it('tells what it said, why that was refused, and who corrected it, also when a fallback answers', async () => {
    const { server, openclaw } = setup;
    openclaw.next(
      { kind: 'answer', text: SAID },
      { kind: 'answer', text: '{"sum": 12}' },
      { kind: 'answer', text: 'no idea' },
      { kind: 'answer', text: '{"total": 12}' },
    );
    const { body, text } = await server.ask({ ...EXTRACT, traceId: 'rescued' });
    expect(body).toMatchObject({ status: 'complete', degraded: true });
    expect(text).not.toMatch(/GARBAGEWORD|no idea|asked for/);
    const attempts = await attemptsOf('rescued');
    expect(attempts).toMatchObject([
      { outcome: 'OUTPUT_INVALID', reason: 'wrong_form', fault: NO_JSON },
      {
        outcome: 'OUTPUT_INVALID',
        reason: 'wrong_content',
        said: '{"sum": 12}',
        fault: NO_FIELD,
        corrects: true,
      },
      { profile: 'extract_v2', reason: 'wrong_form', said: 'no idea', fault: NO_JSON },
      { profile: 'extract_v2', outcome: 'ok', corrects: true },
    ]);
    const [first, , third, last] = attempts;
    expect([first, third].map((attempt) => attempt?.['corrects'])).toEqual([undefined, undefined]);
    for (const key of ['said', 'fault', 'reason']) expect(last).not.toHaveProperty(key);
  });

  it('keeps no more of it than the first 4000 characters', async () => {
    const { server, openclaw } = setup;
    openclaw.otherwise({ kind: 'answer', text: SAID });
    expect((await server.ask({ ...EXTRACT, traceId: 'long' })).status).toBe(502);
    const [attempt] = (await server.traceOf('long')).attempts;
    const kept = attempt?.said ?? '';
    expect(codePoints(kept)).toBe(4000);
    expect(SAID.startsWith(kept)).toBe(true);
  });
});
