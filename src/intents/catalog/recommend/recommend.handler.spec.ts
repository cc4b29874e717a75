import { describe, expect, it } from 'vitest';
import { inPieces, streamed } from '../../../../test/support/streamed.js';
import { UnusableAnswer } from '../../intent-handler.js';
import { RecommendInput } from './recommend.dto.js';
import { RecommendHandler } from './recommend.handler.js';

const handler = new RecommendHandler();
const items = [
  { id: 'a', title: 'Green tea', description: 'light' },
  { id: '2', title: '红茶' },
  { id: 'c', title: 'Coffee' },
];
const ask = (input: Partial<RecommendInput>): RecommendInput => ({
  text: 'something light',
  maxItems: 3,
  ...input,
});
const read = (
  answer: unknown,
  input: Partial<RecommendInput>,
  options: { maxChars?: number; cut?: boolean } = {},
) =>
  handler.interpret(typeof answer === 'string' ? answer : JSON.stringify(answer), ask(input), {
    limits: options.maxChars === undefined ? {} : { maxChars: options.maxChars },
    cut: options.cut ?? false,
  });

describe('RecommendHandler', () => {
  it('gives wish and items as data', () => {
    expect(handler.prepare(ask({ items }))).toMatchObject({
      instructions: expect.stringContaining('Choose only from the JSON list'),
      data: [
        { name: 'wish', value: 'something light' },
        { name: 'items', value: JSON.stringify(items) },
      ],
      local: { kind: 'recommend', query: 'something light', items, maxItems: 3 },
    });
    expect(handler.prepare(ask({})).data).toHaveLength(1);
  });

  it('takes only given items, each once, under their own titles', () => {
    const answer = {
      items: [
        { id: 'a', title: 'Another title', reason: '**Light** and fresh' },
        { id: 'z', title: 'Invented', reason: 'x' },
        { id: 2, reason: 'warm' },
        { title: ' coffee ', reason: 'strong' },
        { id: 'a', title: 'Again', reason: 'x' },
      ],
    };
    expect(read(answer, { items })).toEqual({
      answer: '1. Green tea: Light and fresh\n2. 红茶: warm\n3. Coffee: strong',
      output: {
        items: [
          { id: 'a', title: 'Green tea', reason: 'Light and fresh' },
          { id: '2', title: '红茶', reason: 'warm' },
          { id: 'c', title: 'Coffee', reason: 'strong' },
        ],
      },
      truncated: false,
    });
  });

  it('shows no JSON that stands in a title or a reason', () => {
    const json = JSON.stringify([{ x: 2 }]);
    const answer = {
      items: [
        { title: '{"a":1}', reason: 'x' },
        { title: 'Tea', reason: json },
      ],
    };
    expect(read(answer, {}).output.items).toEqual([{ title: 'Tea', reason: '' }]);
    expect(read([{ id: 'a', reason: json }], { items }).output.items).toEqual([
      { id: 'a', title: 'Green tea', reason: '' },
    ]);
  });

  it('gives ids back as they came, however they are spelt', () => {
    const family = '\u{1F468}\u200D\u{1F469}';
    const given = [
      { id: ` ${family}`, title: 'Picnic basket' },
      { id: 'cafe\u0301', title: 'Espresso cup' },
    ];
    const [, list] = handler.prepare(ask({ items: given })).data;
    expect(list?.value).not.toContain('\u200D');
    const seen: { id: string }[] = JSON.parse(list?.value ?? '[]');
    const { output } = read({ items: seen.map(({ id }) => ({ id, reason: 'fits' })) }, { items: given });
    expect(output.items.map(({ id }) => id)).toEqual([` ${family}`, 'cafe\u0301']);
  });

  it('has no ids when none were given, and writes as the wish is written', () => {
    const answer = {
      recommendations: [{ id: 'x', name: '龙井', why: '清淡' }, { title: '龙井' }, { reason: '无名' }],
    };
    expect(read(answer, { text: '清淡的茶' })).toEqual({
      answer: '1. 龙井：清淡',
      output: { items: [{ title: '龙井', reason: '清淡' }] },
      truncated: false,
    });
  });

  it('says in the language of the wish that nothing fits', () => {
    expect(read({ items: [] }, { items })).toEqual({
      answer: 'Nothing suitable was found.',
      output: { items: [] },
      truncated: false,
    });
    expect(read([], { text: '茶' }).answer).toBe('没有找到合适的推荐。');
    expect(read({ items: [{ title: 'Tea' }] }, { items: [] }).output).toEqual({ items: [] });
  });

  it('asks again when nothing of the answer was given', () => {
    expect(() => read({ items: [{ id: 'z', title: 'Invented' }] }, { items })).toThrow(UnusableAnswer);
    expect(() => read('Green tea, I think.', { items })).toThrow(UnusableAnswer);
    expect(() => read({ items: 'a' }, { items })).toThrow(UnusableAnswer);
  });

  it.each([
    ['an empty list', '\nNothing else fits: [].'],
    ['an empty object', '\nAnything else would be {}.'],
    ['the format', '\n(Format: {"items":[{"id":"…","title":"…","reason":"…"}]})'],
    ['a source', '\nSources: [2], ["2"]'],
    ['another object', '\n{"count": 1}'],
  ])('does not lose the items to %s behind them', (_, rest) => {
    const answer = '{"items":[{"id":"a","reason":"good"}]}';
    const chosen = { items: [{ id: 'a', title: 'Green tea', reason: 'good' }] };
    expect(read(answer + rest, { items }).output).toEqual(chosen);
    expect(read(rest + answer, { items }).output).toEqual(chosen);
  });

  it.each([
    ['a list of ids', ['a', 'c']],
    ['a list of titles', ['green tea', 'Coffee']],
    ['ids under another name', [{ item_id: 'a' }, { itemId: 'c' }]],
    ['a wrapped list', { result: { items: [{ id: 'a' }, { id: 'c' }] } }],
    ['a wrapped list without a name', { data: [{ product: 'Green tea' }, { id: 'c' }] }],
    ['entries that are none', { items: [{ id: 'a' }, null, true, {}, [[]], { id: 'c' }] }],
  ])('takes %s', (_, answer) => {
    expect(read(answer, { items }).answer).toBe('1. Green tea\n2. Coffee');
  });

  it('takes one bare object, and a reason that is a list', () => {
    expect(read({ id: 'a', reason: 'light' }, { items }).answer).toBe('1. Green tea: light');
    expect(
      read(
        {
          items: [
            { id: 'a', reason: ['light', 'fresh'] },
            { id: 'c', reason: { x: 1 } },
          ],
        },
        { items },
      ).answer,
    ).toBe('1. Green tea: light; fresh\n2. Coffee');
    expect(read(['龙井', '普洱'], { text: '茶' }).output).toEqual({
      items: [
        { title: '龙井', reason: '' },
        { title: '普洱', reason: '' },
      ],
    });
  });

  it('prefers a list to an object that could be anything, and titles to dots', () => {
    const answer = '{"items":[{"title":"Tea","reason":"light"}]}';
    for (const rest of [' Source: {"title":"Wiki"}', ' As {"items":[{"title":"…","reason":"…"}]}']) {
      expect(read(answer + rest, {}).output).toEqual({ items: [{ title: 'Tea', reason: 'light' }] });
    }
  });

  it('does not recommend what stands in brackets', () => {
    for (const text of [
      'I cannot [as asked].',
      'Sorry {really}, see [page: 3].',
      '{}',
      'It is {"count": 1}.',
    ]) {
      expect(() => read(text, {})).toThrow(UnusableAnswer);
      expect(() => read(text, { items })).toThrow(UnusableAnswer);
    }
  });

  it('shows a given title on one plain line, and gives it back as it came', () => {
    const given = [{ id: 'a', title: '**Green**\n<b>tea</b>' }];
    expect(read({ items: [{ id: 'a', reason: 'light' }] }, { items: given })).toMatchObject({
      answer: '1. Green tea: light',
      output: { items: [{ title: '**Green**\n<b>tea</b>' }] },
    });
  });

  it('keeps to the limits', () => {
    const answer = [
      { id: 'a', reason: 'light and fresh and cheap' },
      { id: 'c', reason: 'strong' },
    ];
    expect(read(answer, { items, maxItems: 1 })).toMatchObject({
      output: { items: [{ id: 'a' }] },
      truncated: true,
    });
    expect(read(answer, { items }, { maxChars: 30 })).toEqual({
      answer: '1. Green tea: light and fresh…',
      output: { items: [{ id: 'a', title: 'Green tea', reason: 'light and fresh…' }] },
      truncated: true,
    });
  });

  it('leaves out what the token limit cut', () => {
    const text = '{"items":[{"id":"a","reason":"light"},{"id":"c","reason":"str';
    expect(read(text, { items }, { cut: true })).toMatchObject({
      answer: '1. Green tea: light\n2. Coffee',
      truncated: true,
    });
  });
});

describe('a recommendation that is being written', () => {
  const write = (text: string, input: Partial<RecommendInput> = { items }, maxChars?: number) =>
    streamed(handler, ask(input), inPieces(text, [1]), {
      limits: maxChars === undefined ? {} : { maxChars },
    });
  const TEXT = JSON.stringify({
    items: [
      { id: 'a', reason: 'light' },
      { id: 'c', reason: ['strong', 'hot'] },
      { id: '2', reason: 'warm' },
    ],
  });

  it('shows each item when the next one has begun', () => {
    const { deltas, firstAt, shown, end } = write(TEXT);
    expect(deltas).toEqual(['1. Green tea: light', '\n2. Coffee: strong; hot']);
    expect(firstAt).toBeLessThan(TEXT.indexOf('strong') + 10);
    expect(shown[0]?.output).toEqual({ items: [{ id: 'a', title: 'Green tea', reason: 'light' }] });
    expect(end().answer).toBe('1. Green tea: light\n2. Coffee: strong; hot\n3. 红茶: warm');
  });

  it('shows neither half an item nor that nothing fits before the end', () => {
    expect(write('{"items":[{"id":"a","reason":["light","fresh"').deltas).toEqual([]);
    expect(write('{"items":[ ]').deltas).toEqual([]);
    expect(write('{"items":[{"id":"zzz"},{"id":"yyy"}]}').deltas).toEqual([]);
    expect(write('{"id":"a","reason":"a single source"}, and so on').deltas).toEqual([]);
  });

  it('keeps to the limits', () => {
    expect(write(TEXT, { items, maxItems: 1 }).deltas).toEqual(['1. Green tea: light']);
    const { deltas, end } = write(TEXT, { items }, 35);
    expect(deltas.join('')).toBe('1. Green tea: light');
    expect(end()).toMatchObject({ answer: deltas.join(''), truncated: true });
  });

  it('keeps what it showed when another list takes its place', () => {
    const other = '{"items":[{"id":"c","reason":"better"},{"id":"2","reason":"warm"}]}';
    const { deltas, end } = write(`{"items":[{"id":"a","reason":"x"},{"id":"c","reason":"y"}]} No: ${other}`);
    expect(deltas.join('')).toBe('1. Green tea: x\n2. Coffee: y');
    expect(end()).toEqual({
      answer: '1. Green tea: x\n2. Coffee: y\n3. 红茶: warm',
      output: {
        items: [
          { id: 'a', title: 'Green tea', reason: 'x' },
          { id: 'c', title: 'Coffee', reason: 'y' },
          { id: '2', title: '红茶', reason: 'warm' },
        ],
      },
      truncated: false,
    });
  });

  it('adds nothing behind an item that a limit has shortened', () => {
    const text =
      '{"items":[{"id":"a","reason":"light incomprehensibilities"},{"id":"c","reason":"x"},{"id":"2"}]} No: {"items":[{"id":"2"}]}';
    const { deltas, end } = write(text, { items }, 36);
    expect(deltas.join('')).toBe('1. Green tea: light…');
    expect(end()).toMatchObject({ answer: deltas.join(''), truncated: true });
  });
});
