import { describe, expect, it } from 'vitest';
import { aTrace } from '../../test/support/a-trace.js';
import { captured, stricter } from './capture.js';
import type { TraceRecord } from './trace-record.js';

const PHONE = '13812345678';

/** A record with the same number wherever a user's words may stand. */
function withPhone(): TraceRecord {
  const { attempts, ...record } = aTrace();
  const [attempt] = attempts;
  if (attempt === undefined) throw new Error('it has one');
  return {
    ...record,
    input: { text: `call ${PHONE}`, history: [{ role: 'user', text: PHONE }] },
    context: { page: '/index', phone: PHONE, deep: { number: Number(PHONE) } },
    profileHint: PHONE,
    errors: [{ pointer: `/input/${PHONE}`, message: 'is not a known field' }],
    askedIntent: `call-${PHONE}`,
    routing: [{ rule: 'hint', result: PHONE }],
    attempts: [
      {
        ...attempt,
        said: `Sure, ${PHONE}!`,
        fault: `No bullet in "Sure, ${PHONE}!"`,
        toolCalls: [
          {
            name: 'search_knowledge',
            arguments: `{"query":"\\u624b\\u673a${PHONE}"}`,
            outcome: 'ok',
            result: `nothing of ${PHONE}`,
            totalMs: 1,
          },
        ],
      },
    ],
    answer: `We call ${PHONE}.`,
    rejectedAnswer: `Do call ${PHONE}.`,
    feedback: { rating: 'down', comment: `I am ${PHONE}.`, at: 1 },
    output: { reply: `We call ${PHONE}.`, fields: { phone: Number(PHONE) } },
  };
}

/** Nothing may be absent, at any depth: a field that is added to the record must be added here. */
type Whole<T> = T extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Whole<T[Key]> }
    : T;

/** A record with every field there is. */
function wholeRecord(): Whole<TraceRecord> {
  const usage = { promptTokens: 1, completionTokens: 1 };
  return {
    id: 'id',
    traceId: 'trace',
    userId: 'user',
    environment: 'prod',
    intent: 'support',
    status: 'refused',
    errorCode: 'INTERNAL',
    errorReason: 'reason',
    httpStatus: 500,
    errors: [{ pointer: '/input/text', message: 'is required' }],
    askedIntent: 'sumarize',
    input: { text: 'text', history: [{ role: 'user', text: 'text' }] },
    context: { page: '/index', deep: { text: 'text' } },
    profileHint: 'hint',
    routing: [
      { rule: 'hint', result: 'hint', profile: 'support_v1', percent: 1, position: 1, matched: true },
    ],
    profile: 'support_v1',
    profileDigest: 'digest',
    model: 'fast',
    configDigest: 'digest',
    attempts: [
      {
        profile: 'support_v1',
        model: 'fast',
        agent: 'openclaw',
        outcome: 'ok',
        reason: 'reason',
        said: 'text',
        fault: 'text',
        corrects: true,
        runId: 'run',
        beganAt: 1,
        way: 'chat',
        gateway: 'gateway',
        queuedMs: 1,
        sessionKey: 'session',
        responseId: 'response',
        firstContentMs: 1,
        totalMs: 1,
        usage,
        toolCalls: [
          {
            name: 'search_knowledge',
            arguments: '{}',
            outcome: 'ok',
            result: 'text',
            totalMs: 1,
            replayed: true,
          },
        ],
        acted: true,
        estimated: usage,
        shared: true,
        cost: 1,
      },
    ],
    answer: 'text',
    rejectedAnswer: 'text',
    safety: [
      {
        side: 'input',
        part: 1,
        verdict: 'pass',
        label: 100,
        wechatTraceId: 'wechat',
        reason: 'reason',
        ms: 1,
      },
    ],
    output: { reply: 'text', list: ['text'] },
    contentId: 'content',
    label: 'label',
    cached: false,
    degraded: false,
    truncated: false,
    usage,
    charge: { asks: 1, tokens: 1 },
    startedAt: 1,
    latencyMs: 1,
    firstContentMs: 1,
    queuedMs: 1,
    cost: 1,
    events: [{ type: 'delta', atMs: 1, count: 1, chars: 1 }],
    rollout: { key: 'key', arm: 'support_v1' },
    feedback: { rating: 'up', comment: 'text', at: 1 },
    replayOf: 'id',
    batchId: 'id',
    flags: [{ key: 'pilot', variant: 'on', reason: 'STATIC', value: 'support_v2', error: 'its rule' }],
    otelTraceId: '0af7651916cd43dd8448eb211c80319c',
  };
}

/** Puts the number behind every text, at any depth. */
function plant(value: object): void {
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'string') Reflect.set(value, key, `${item} ${PHONE}`);
    else if (typeof item === 'object' && item !== null) plant(item);
  }
}

/** Where the number stands, such as `attempts[].reason`. */
function placesOfPhone(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return value.includes(PHONE) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((item) => placesOfPhone(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    placesOfPhone(item, path === '' ? key : `${path}.${key}`),
  );
}

/** What the server, its configuration, a gateway or WeChat names things by. No user or model words any of it. */
const NAMES_OF_OURS = [
  'id',
  'traceId',
  'userId',
  'environment',
  'intent',
  'status',
  'errorCode',
  'errorReason',
  'errors[].message',
  'routing[].rule',
  'routing[].profile',
  'profile',
  'profileDigest',
  'model',
  'configDigest',
  'attempts[].profile',
  'attempts[].model',
  'attempts[].agent',
  'attempts[].outcome',
  'attempts[].reason',
  'attempts[].runId',
  'attempts[].way',
  'attempts[].gateway',
  'attempts[].sessionKey',
  'attempts[].responseId',
  'attempts[].toolCalls[].outcome',
  'safety[].side',
  'safety[].verdict',
  'safety[].wechatTraceId',
  'safety[].reason',
  'contentId',
  'label',
  'events[].type',
  'feedback.rating',
  'replayOf',
  'rollout.arm',
  'rollout.key',
  'flags[].key',
  'flags[].variant',
  'flags[].reason',
  'flags[].value',
  'flags[].error',
  'batchId',
  'otelTraceId',
];

describe('what is kept of an ask', () => {
  it('is everything where that is wanted', () => {
    const record = withPhone();
    expect(captured(record, 'full')).toBe(record);
  });

  it('is nothing personal, and all the rest', () => {
    const kept = captured(withPhone(), 'redacted');
    expect(JSON.stringify(kept)).not.toContain(PHONE);
    expect(kept).toMatchObject({
      input: { text: 'call [phone]', history: [{ role: 'user', text: '[phone]' }] },
      context: { page: '/index', phone: '[phone]', deep: { number: '[phone]' } },
      errors: [{ pointer: '/input/[phone]', message: 'is not a known field' }],
      askedIntent: 'call-[phone]',
      answer: 'We call [phone].',
      rejectedAnswer: 'Do call [phone].',
      output: { reply: 'We call [phone].', fields: { phone: '[phone]' } },
      attempts: [
        {
          said: 'Sure, [phone]!',
          fault: 'No bullet in "Sure, [phone]!"',
          toolCalls: [{ arguments: '{"query":"\\u624b\\u673a[phone]"}', result: 'nothing of [phone]' }],
        },
      ],
    });
  });

  it('is no word of a user or a model', () => {
    const kept = captured(withPhone(), 'metadata');
    expect(kept).toMatchObject({ input: null, context: null, profileHint: null, answer: null, output: null });
    expect(kept.rejectedAnswer).toBe('');
    expect(kept).toMatchObject({
      errors: [{ pointer: '', message: 'is not a known field' }],
      askedIntent: null,
    });
    expect(JSON.stringify(kept)).not.toMatch(/call|nothing of|query|Sure|13812345678/);
    expect(kept).toMatchObject({
      id: expect.any(String),
      profile: 'summarize_v1',
      usage: { promptTokens: 310 },
      attempts: [{ outcome: 'ok', toolCalls: [{ name: 'search_knowledge', outcome: 'ok', totalMs: 1 }] }],
    });
  });

  it.each(['redacted', 'metadata'] as const)('leaves at %s only names of ours as they were', (level) => {
    const record = wholeRecord();
    plant(record);
    expect(placesOfPhone(record)).toEqual(
      expect.arrayContaining(['answer', 'safety[].reason', 'input.text']),
    );
    expect(placesOfPhone(captured(record, level)).toSorted()).toEqual(NAMES_OF_OURS.toSorted());
  });

  it.each([
    ['redacted', 'call_[phone]'],
    ['metadata', ''],
  ] as const)('is at %s no name that a model gave to a tool there is not', (level, name) => {
    const record = withPhone();
    const [attempt] = wholeRecord().attempts;
    if (attempt === undefined) throw new Error('it has one');
    const call = {
      name: `call_${PHONE}`,
      arguments: '',
      outcome: 'unknown',
      result: '',
      totalMs: 1,
    } as const;
    const made = { ...record, attempts: [{ ...attempt, toolCalls: [call] }] };
    expect(captured(made, level)).toMatchObject({ attempts: [{ toolCalls: [{ name }] }] });
  });

  it('leaves the record of the running ask as it is', () => {
    const record = withPhone();
    captured(record, 'metadata');
    captured(record, 'redacted');
    expect(record).toEqual({ ...withPhone(), id: record.id });
  });
});

describe('of two levels', () => {
  it('the one that keeps less counts', () => {
    expect([stricter('full', 'redacted'), stricter('redacted', 'full')]).toEqual(['redacted', 'redacted']);
    expect([stricter('metadata', 'redacted'), stricter('full', 'full')]).toEqual(['metadata', 'full']);
  });
});
