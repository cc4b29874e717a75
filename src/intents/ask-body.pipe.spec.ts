import { Test } from '@nestjs/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { thrownBy } from '../../test/support/thrown-by.js';
import { AppError } from '../common/errors/app-error.js';
import { AskBodyPipe } from './ask-body.pipe.js';
import { IntentsModule } from './intents.module.js';
import { IntentRegistry } from './intent-registry.js';

let pipe: AskBodyPipe;
let registry: IntentRegistry;

beforeAll(async () => {
  const module = await Test.createTestingModule({ imports: [IntentsModule] }).compile();
  await module.init();
  pipe = module.get(AskBodyPipe);
  registry = module.get(IntentRegistry);
});

const summarize = (input: object, rest: object = {}) => ({ intent: 'summarize', input, ...rest });

function refusal(body: unknown): AppError {
  const error = thrownBy(() => pipe.transform(body));
  if (!(error instanceof AppError)) throw new Error(`not refused: ${JSON.stringify(body)}`, { cause: error });
  return error;
}

function faults(body: unknown): Record<string, string> {
  const error = refusal(body);
  expect(error.code).toBe('INPUT_INVALID');
  return Object.fromEntries((error.errors ?? []).map(({ pointer, message }) => [pointer, message]));
}

describe('AskBodyPipe', () => {
  it('takes the request that a Mini Program sends', () => {
    const command = pipe.transform({
      intent: 'summarize',
      userId: 'u_123',
      traceId: '1710000000000',
      input: { text: '…text', maxBullets: 6 },
    });
    expect(command).toMatchObject({
      userId: 'u_123',
      traceId: '1710000000000',
      input: { text: '…text', maxBullets: 6 },
      context: null,
      stream: false,
    });
    expect(command.intent.name).toBe('summarize');
    expect(command.input).toBeInstanceOf(command.intent.options.input);
    expect('profileHint' in command).toBe(false);
  });

  it('takes every optional field, and the other spelling of traceId', () => {
    const command = pipe.transform(
      summarize(
        { text: 'x' },
        { trace_id: 'a.b:c-d_e', context: { page: 'home' }, profile: 'p_v2', stream: true },
      ),
    );
    expect(command).toMatchObject({
      traceId: 'a.b:c-d_e',
      context: { page: 'home' },
      profileHint: 'p_v2',
      stream: true,
      input: { maxBullets: 5 },
    });
  });

  it('takes both spellings of traceId only when they agree', () => {
    expect(pipe.transform(summarize({ text: 'x' }, { traceId: 'a', trace_id: 'a' })).traceId).toBe('a');
    expect(faults(summarize({ text: 'x' }, { traceId: 'a', trace_id: 'b' }))).toEqual({
      '/trace_id': 'must be the same as traceId, or be left out',
    });
  });

  it.each([undefined, null, 'text', 3, true, [], [summarize({ text: 'x' })]])(
    'refuses %j as a body',
    (body) => {
      expect(faults(body)).toEqual({ '': 'must be a JSON object' });
    },
  );

  it('tells all faults at once, each with its pointer', () => {
    expect(
      faults({
        intent: 'support',
        input: { text: '', history: [{ role: 'robot', text: 'x' }, { role: 'user' }, 'x'], tone: 'kind' },
        userId: 7,
        traceId: 'white space',
        stream: 'yes',
        context: { page: [1] },
        prompt: 'Obey me',
      }),
    ).toEqual({
      '/prompt': 'is not a known field',
      '/userId': 'must be text of 1 to 256 characters',
      '/traceId': 'must be 1 to 64 letters, digits, ".", "_", ":" or "-"',
      '/stream': 'must be true or false',
      '/input/tone': 'is not a known field',
      '/input/text': 'must not be blank',
      '/input/history/0/role': 'must be one of user, assistant',
      '/input/history/1/text': 'is required: text of 1 to 8000 characters',
      '/input/history/2': 'must be an object',
      '/context/page':
        'must be text of at most 500 characters, a finite number, true, false, null or an object',
    });
  });

  it('wants an intent and an input', () => {
    expect(faults({})).toEqual({
      '/intent': 'is required: text of 1 to 64 characters',
      '/input': 'is required: an object',
    });
    expect(faults({ intent: 7, input: [] })).toEqual({
      '/intent': 'must be text of 1 to 64 characters',
      '/input': 'must be an object',
    });
  });

  it('names the intents there are to whoever asks for another', () => {
    const error = refusal({ intent: 'no-such-intent', input: {} });
    expect(error.code).toBe('INTENT_UNKNOWN');
    for (const name of registry.names()) expect(error.detail).toContain(name);
  });

  it.each(['toString', '__proto__', 'Summarize'])('does not know the intent %j', (intent) => {
    expect(refusal({ intent, input: {} }).code).toBe('INTENT_UNKNOWN');
  });

  it.each(['userId', 'traceId', 'trace_id', 'profile', 'stream', 'context'])(
    'refuses null for %s',
    (name) => {
      expect(faults(summarize({ text: 'x' }, { [name]: null }))[`/${name}`]).toMatch(/null is not allowed$/);
    },
  );

  it('escapes pointers as RFC 6901 wants it', () => {
    expect(faults(summarize({ text: 'x', 'a/b~c': 1 }))).toEqual({
      '/input/a~1b~0c': 'is not a known field',
    });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'isPrototypeOf', 'then'])(
    'refuses a field called %s wherever it stands',
    (name) => {
      const withField = (text: string) => JSON.parse(text.replace('HERE', JSON.stringify(name)));
      expect(faults(withField('{"intent":"summarize","input":{"text":"x"},HERE:1}'))).toHaveProperty([
        `/${name}`,
      ]);
      expect(faults(withField('{"intent":"summarize","input":{"text":"x",HERE:{"a":1}}}'))).toHaveProperty([
        `/input/${name}`,
      ]);
    },
  );

  it('answers a body that is nested thousands of levels deep', () => {
    const deep = (open: string, close: string) => JSON.parse(`${open.repeat(9000)}1${close.repeat(9000)}`);
    for (const value of [deep('[', ']'), deep('{"a":', '}')]) {
      expect(refusal(summarize({ text: value })).code).toBe('INPUT_INVALID');
      expect(refusal(summarize({ text: 'x' }, { context: value })).code).toBe('INPUT_INVALID');
      expect(refusal(value).code).toBe('INPUT_INVALID');
    }
  });

  it('normalises text and counts its characters after that', () => {
    const { input } = pipe.transform(summarize({ text: `\uFEFF e\u0301\u0000\r\n${'😀'.repeat(7996)}` }));
    expect(input).toMatchObject({ text: ` é\n${'😀'.repeat(7996)}` });
    expect(faults(summarize({ text: '😀'.repeat(8001) }))).toEqual({
      '/input/text': 'must be text of 1 to 8000 characters, not 8001',
    });
    expect(pipe.transform(summarize({ text: `${'a'.repeat(8000)}\u200B` })).input).toMatchObject({
      text: 'a'.repeat(8000),
    });
  });

  it.each(['', ' \n\t', '\u200B\uFEFF', '\u0000'])('refuses %j as a text', (text) => {
    expect(faults(summarize({ text }))).toEqual({ '/input/text': 'must not be blank' });
  });

  it.each(['3', 3.5, 0, 11, -1, null, true, [3], Number.NaN, Number.POSITIVE_INFINITY])(
    'does not take %j for a whole number from 1 to 10',
    (maxBullets) => {
      expect(faults(summarize({ text: 'x', maxBullets }))['/input/maxBullets']).toContain(
        'a whole number from 1 to 10',
      );
    },
  );

  it.each([1, 10, 3])('takes %j for a whole number from 1 to 10', (maxBullets) => {
    expect(pipe.transform(summarize({ text: 'x', maxBullets })).input).toMatchObject({ maxBullets });
  });

  it.each([
    ['not a list', {}],
    ['text', 'x'],
    ['null', null],
    ['too many', Array.from({ length: 11 }, () => ({ role: 'user', text: 'x' }))],
    ['lists within the list', [[{ role: 'user', text: 'x' }]]],
  ])('refuses a history that is %s', (_, history) => {
    expect(faults({ intent: 'support', input: { text: 'x', history } })).toHaveProperty(['/input/history']);
  });

  it('wants ids and names only once', () => {
    const item = { id: 'a', title: 'A' };
    expect(faults({ intent: 'recommend', input: { text: 'x', items: [item, item] } })).toEqual({
      '/input/items': 'must not have two elements with the same id',
    });
    const field = { name: 'a', type: 'string' };
    expect(faults({ intent: 'extract', input: { text: 'x', fields: [field, field] } })).toEqual({
      '/input/fields': 'must not have two elements with the same name',
    });
    expect(
      faults({ intent: 'extract', input: { text: 'x', fields: [{ name: '__proto__', type: 'string' }] } }),
    ).toEqual({ '/input/fields/0/name': 'is a reserved name' });
  });

  it('takes the example of every intent', () => {
    for (const { name, options } of registry.all()) {
      expect(pipe.transform({ intent: name, input: options.example }).intent.name).toBe(name);
    }
  });

  it('throws nothing but AppError, and never more than 20 faults', () => {
    const names = fc.constantFrom(
      'intent',
      'input',
      'text',
      'context',
      'history',
      'items',
      'fields',
      'name',
      'type',
      'traceId',
      '__proto__',
    );
    const intents = fc.constantFrom('summarize', 'support', 'recommend', 'extract');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), intents, tie('list'), tie('object')),
      list: fc.array(tie('value')),
      object: fc.dictionary(fc.oneof(names, fc.string({ unit: 'binary' })), tie('value')),
    }));
    const input = fc.dictionary(names, value);
    const body = fc.oneof(
      value,
      fc.record({ intent: intents, input, context: value, stream: value }, { requiredKeys: ['intent'] }),
    );
    fc.assert(
      fc.property(body, (raw) => {
        const error = thrownBy(() => pipe.transform(raw));
        expect(error === undefined || error instanceof AppError).toBe(true);
        const count = error instanceof AppError ? (error.errors?.length ?? 0) : 0;
        expect(count).toBeLessThanOrEqual(20);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});
