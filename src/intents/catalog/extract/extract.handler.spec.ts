import { describe, expect, it } from 'vitest';
import { streamed } from '../../../../test/support/streamed.js';
import { UnusableAnswer } from '../../intent-handler.js';
import { ExtractInput } from './extract.dto.js';
import { ExtractHandler } from './extract.handler.js';

const handler = new ExtractHandler();
const input: ExtractInput = {
  text: '李雷 2026年11月20日 付款 1,299 元',
  fields: [
    { name: '姓名', type: 'string' },
    { name: '金额', type: 'number', description: '元' },
    { name: 'paid', type: 'boolean' },
    { name: 'day', type: 'date' },
  ],
};
const read = (answer: unknown, cut = false) =>
  handler.interpret(typeof answer === 'string' ? answer : JSON.stringify(answer), input, { limits: {}, cut });
const fieldsOf = (answer: unknown, cut = false) => read(answer, cut).output.fields;

describe('ExtractHandler', () => {
  it('gives fields and text as data', () => {
    expect(handler.prepare(input)).toMatchObject({
      data: [
        { name: 'fields', value: JSON.stringify(input.fields) },
        { name: 'text', value: input.text },
      ],
      local: { kind: 'extract', text: input.text, fields: input.fields },
    });
  });

  it('gives the fields asked for, no others, and a line for each', () => {
    expect(read({ fields: { 姓名: '李雷', 金额: 1299, paid: true, day: '2026-11-20', extra: 1 } })).toEqual({
      answer: '姓名: 李雷\n金额: 1299\npaid: true\nday: 2026-11-20',
      output: { fields: { 姓名: '李雷', 金额: 1299, paid: true, day: '2026-11-20' } },
      truncated: false,
    });
  });

  it('reads on behind what only looks like the end of the message or of thoughts', () => {
    expect(fieldsOf({ fields: { 姓名: 'A<|end|>B', 金额: 2 } })).toMatchObject({ 姓名: 'AB', 金额: 2 });
    expect(fieldsOf({ fields: { 姓名: 'A</think>B', 金额: 2 } })).toMatchObject({ 姓名: 'AB', 金额: 2 });
  });

  it('reads values of another form as the type asked for', () => {
    expect(fieldsOf({ fields: { 姓名: 7, 金额: '￥1.3万', paid: '是', day: '2026年11月20日' } })).toEqual({
      姓名: '7',
      金额: 13_000,
      paid: true,
      day: '2026-11-20',
    });
    expect(
      fieldsOf({ fields: { 姓名: ['李雷', '韩梅梅'], 金额: { value: '12' }, paid: 0, day: 20261120 } }),
    ).toEqual({
      姓名: '李雷, 韩梅梅',
      金额: 12,
      paid: false,
      day: '2026-11-20',
    });
  });

  it('gives null for what is missing, unknown or not of the type', () => {
    const nothing = { 姓名: null, 金额: null, paid: null, day: null };
    expect(fieldsOf({ fields: {} })).toEqual(nothing);
    expect(fieldsOf({ fields: [] })).toEqual(nothing);
    expect(fieldsOf({ fields: { 姓名: 'N/A', 金额: 'many', paid: 'perhaps', day: '2026-02-30' } })).toEqual(
      nothing,
    );
    expect(fieldsOf({ fields: { 姓名: '未知', 金额: true, paid: 7, day: false } })).toEqual(nothing);
    expect(read({ fields: {} }).answer).toBe('姓名: —\n金额: —\npaid: —\nday: —');
  });

  it.each([
    ['without the outer object', { 姓名: '李雷' }],
    ['as pairs', { fields: [{ name: '姓名', value: '李雷' }] }],
    ['as bare pairs', [{ name: '姓名', value: '李雷' }]],
    ['with space in the name', { fields: { ' 姓名 ': '李雷' } }],
  ])('takes values %s', (_, answer) => {
    expect(fieldsOf(answer)).toMatchObject({ 姓名: '李雷' });
  });

  it.each([
    ['a remark', '\n\nIf you need another field, use {}.'],
    ['an empty list', '\nThe lists would be [].'],
    ['the format', '\n(Format: {"fields":{...}})'],
    ['the format with nothing in it', '\n(Format: {"fields":{"姓名":null,"金额":null}})'],
    ['the format with dots in it', '\n(Format: {"fields":{"姓名":"...","金额":"…"}})'],
    ['a source', '\nSource: {"line": 1}'],
    ['many sources', `\n${'[1] {"line": 1} '.repeat(30)}`],
  ])('does not lose the values to %s behind them', (_, rest) => {
    const answer = '{"fields":{"姓名":"李雷","金额":3}}';
    expect(fieldsOf(answer + rest)).toMatchObject({ 姓名: '李雷', 金额: 3 });
    expect(fieldsOf(rest + answer)).toMatchObject({ 姓名: '李雷', 金额: 3 });
  });

  it('takes the last of several answers', () => {
    const answer = '{"fields":{"姓名":"李"}} No, it is {"fields":{"姓名":"李雷"}}';
    expect(fieldsOf(answer)).toMatchObject({ 姓名: '李雷' });
  });

  it.each([
    ['in a result', { result: { fields: { 姓名: '李雷', 金额: 3 } } }],
    ['in data', { data: { 姓名: '李雷', 金额: 3 } }],
    ['in both', [{ data: { result: { 姓名: '李雷', 金额: 3 } } }]],
    ['in a list', [{ 姓名: '李雷', 金额: 3 }]],
    ['in a list, one each', [{ 姓名: '李雷' }, { 金额: 3 }]],
    ['in a list of fields, one each', { fields: [{ 姓名: '李雷' }, { 金额: 3 }] }],
    ['as pairs of field and value', [{ field: '姓名', value: '李雷' }, { key: '金额', value: 3 }, 7]],
    [
      'as bare pairs of two',
      {
        fields: [
          ['姓名', '李雷'],
          ['金额', 3],
        ],
      },
    ],
    ['with full-width marks', '{“fields”：{“姓名”：“李雷”，“金额”：3}}'],
    ['with full-width brackets', '｛“fields”：｛“姓名”：“李雷”，“金额”：3｝｝'],
    ['as a string', '{\\"fields\\":{\\"姓名\\":\\"李雷\\",\\"金额\\":3}}'],
  ])('finds values %s', (_, answer) => {
    expect(fieldsOf(answer)).toMatchObject({ 姓名: '李雷', 金额: 3 });
  });

  it('reads fields that are called as pairs are', () => {
    const fields = [
      { name: 'name', type: 'string' },
      { name: 'value', type: 'number' },
    ] as const;
    const answer = '[{"name":"Bob","value":3}]';
    const { output } = handler.interpret(answer, { text: 'x', fields }, { limits: {}, cut: false });
    expect(output.fields).toEqual({ name: 'Bob', value: 3 });
  });

  it('shows names and values as plain text, a line each, and keeps the values as they are', () => {
    const value = '**Bob** <b>x</b>\n\n# H';
    const fields = [
      { name: '<b>Who</b>\n*is* it', type: 'string' },
      { name: '<data name="x">', type: 'string' },
      { name: 'a_b_c', type: 'string' },
    ] as const;
    const values = { [fields[0].name]: value, [fields[1].name]: '<script>alert(1)</script>', a_b_c: '5 < 6' };
    const answer = handler.interpret(
      JSON.stringify({ fields: values }),
      { text: 'x', fields },
      { limits: {}, cut: false },
    );
    expect(answer.output.fields).toEqual(values);
    expect(answer.answer).toBe('Who is it: Bob x H\ndata name="x": script alert(1) /script\na_b_c: 5 < 6');
  });

  it('tells names apart that differ in case, when the model does', () => {
    const fields = [
      { name: 'A', type: 'string' },
      { name: 'a', type: 'string' },
    ] as const;
    const { output } = handler.interpret(
      '{"A":"1","a":"2"}',
      { text: 'x', fields },
      { limits: {}, cut: false },
    );
    expect(output.fields).toEqual({ A: '1', a: '2' });
  });

  it('does not take a value that the token limit cut', () => {
    expect(fieldsOf('{"fields":{"姓名":"李雷","金额":12', true)).toMatchObject({ 姓名: '李雷', 金额: null });
  });

  it('gives an own value under a name that objects inherit', () => {
    const fields = [{ name: 'constructor', type: 'string' }] as const;
    const options = { limits: {}, cut: false };
    expect(handler.interpret('{"fields":{}}', { text: 'x', fields }, options).answer).toBe('constructor: —');
    const { output } = handler.interpret('{"constructor":"Bob"}', { text: 'x', fields }, options);
    expect(Object.entries(output.fields)).toEqual([['constructor', 'Bob']]);
  });

  it('asks again when the answer has none of the fields', () => {
    expect(() => read({ name: 'Li Lei' })).toThrow(UnusableAnswer);
    expect(() => read('李雷')).toThrow(UnusableAnswer);
    for (const empty of [
      '{}',
      '[]',
      '[{}]',
      '{"fields":[7]}',
      '{"fields":"none"}',
      'Use {} or [].',
      '{"result":{}}',
    ]) {
      expect(() => read(empty)).toThrow(UnusableAnswer);
    }
  });

  it('shows nothing before the end, because only that tells which values are missing', () => {
    const stream = streamed(handler, input, ['{"fields":{"姓名":"李雷",', '"金额":12}}\n\nDone.\n']);
    expect(stream.deltas).toEqual([]);
    expect(stream.end().answer).toBe('姓名: 李雷\n金额: 12\npaid: —\nday: —');
  });
});
