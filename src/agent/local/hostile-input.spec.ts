import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { cpuMs } from '../../../test/support/cpu-ms.js';
import type { FieldSpec } from '../local-task.js';
import { answer } from './answer.js';
import { extract } from './extract.js';
import { KnowledgeBase } from './knowledge/knowledge-base.js';
import { recommend } from './recommend.js';
import { NO_WORDS, summarize } from './summarize.js';

/** Words and marks that the patterns look for, thrown together. */
const WORDS = (
  '金额 合计 日期 姓名 电话 发票 不 没有 是 需要 张三 一百 万 3.5 1,299 2026-11-23 2026年 11月 23日 元 % kg 岁 至 - – : ： ， 。 ！ ? … ' +
  'amount total date name phone invoice not is yes no Nov 23 2026 Dr. e.g. U.S. $ ¥ a@b.cn https://x.cn/?q=1 13800138000 A-1 # ## - * ** ` | ( ） “ \n \t 😀 \u{20BB7} ﷺ İ'
).split(' ');
const snippets = fc.array(fc.constantFrom(...WORDS), { maxLength: 120 }).map((words) => words.join(''));
const texts = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  snippets,
);
const types = fc.constantFrom<FieldSpec['type']>('string', 'number', 'boolean', 'date');
const specs = fc.uniqueArray(
  fc
    .record({
      name: fc.oneof(texts, fc.constantFrom('金额', 'orderDate', 'is_vip', 'name')),
      type: types,
      description: texts,
    })
    .map(({ name, type, description }): FieldSpec => ({ name, type, description })),
  { maxLength: 20, selector: ({ name }) => name },
);
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

const PIECES =
  'a 1 中 市 一 - # ( | ： ， . " [ ` * 1, 1- 1-1- a. a@ a@a. a: **a [a]( A1- 金额： 十 2026年 不 不要 有没有 http://a. (a 今天上午十点开会。'
    .split(' ')
    .concat(' ', '\n', '1 ', ' \n', '- a\n', 'a b. C', '+1 23 ', 'amount ', '2026-11-23 ', 'Nov 1');

let knowledge: KnowledgeBase;

beforeAll(async () => {
  knowledge = await KnowledgeBase.load('config/knowledge');
});

const TAG = /[<◁]\/?\|?[a-z][\w-]*\s*[/|]?[>▷]/gi;
/** Without what a summary leaves out, so that it is no tag, no JSON and no markup. */
const squeezed = (text: string): string => text.replaceAll(TAG, '').replaceAll(/\s+|\*\*|__|`|[{}[\]]/g, '');

function isFit(value: unknown, type: FieldSpec['type'], text: string): boolean {
  if (value === null) return true;
  if (type === 'date') return typeof value === 'string' && ISO_DATE.test(value);
  if (type === 'string') return typeof value === 'string' && text.includes(value);
  return type === 'number' ? Number.isFinite(value) : typeof value === 'boolean';
}

describe('whatever the text is', () => {
  it('a summary keeps its limit, says only what the text says, and is the same again', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 10 }), (text, most) => {
        const summary = summarize(text, most);
        expect(summarize(text, most)).toBe(summary);
        const bullets = summary === '' ? [] : summary.split('\n');
        expect(bullets.length).toBeLessThanOrEqual(most);
        const source = squeezed(`${text}${/[\p{L}\p{N}]/u.test(text) ? '' : NO_WORDS}`);
        for (const bullet of bullets) expect(source).toContain(squeezed(bullet.slice(2)));
      }),
    );
  });

  it('extraction answers every field with its type or null, and the same again', () => {
    fc.assert(
      fc.property(texts, specs, (text, fields) => {
        const found = extract(text, fields);
        expect(extract(text, fields)).toEqual(found);
        expect(Object.keys(found).toSorted()).toEqual(fields.map(({ name }) => name).toSorted());
        for (const { name, type } of fields) {
          expect(found[name]).toSatisfy((value) => isFit(value, type, text));
        }
      }),
    );
  });

  it('recommendations are among the items, within the limit, each once, and the same again', () => {
    const items = fc.array(fc.record({ id: fc.uuid(), title: texts, description: texts }), { maxLength: 12 });
    fc.assert(
      fc.property(texts, items, fc.integer({ min: 1, max: 10 }), (query, given, most) => {
        const chosen = recommend(query, given, most);
        expect(recommend(query, given, most)).toEqual(chosen);
        expect(chosen.length).toBeLessThanOrEqual(most);
        expect(new Set(chosen.map(({ id }) => id)).size).toBe(chosen.length);
        for (const { id, title } of chosen) {
          expect(given).toContainEqual(expect.objectContaining({ id, title }));
        }
      }),
    );
  });

  it('an answer is a passage or a question back, and the same again', () => {
    fc.assert(
      fc.property(texts, fc.array(texts, { maxLength: 5 }), (question, earlier) => {
        const given = answer(question, earlier, knowledge);
        expect(answer(question, earlier, knowledge)).toBe(given);
        const isPassage = knowledge.passages.some(({ text }) => text === given);
        expect(isPassage || /[?？]$/.test(given)).toBe(true);
      }),
    );
  });
});

describe('texts made to be slow', () => {
  const fill = (piece: string): string => piece.repeat(Math.ceil(8000 / piece.length)).slice(0, 8000);
  const fields = Array.from({ length: 20 }, (_, index): FieldSpec => {
    const kinds = ['number', 'date', 'boolean', 'string'] as const;
    return {
      name: `totalAmount${index}`,
      type: kinds[index % 4] ?? 'string',
      description: '金额 日期 发票 客户姓名 电话',
    };
  });
  /** A pattern that backtracks takes seconds or worse; a slow machine takes a few times 50 ms. */
  const LIMIT_MS = 500;

  it.each(PIECES)('%j over and over', (piece) => {
    const text = fill(piece);
    const items = Array.from({ length: 50 }, () => ({
      title: text.slice(0, 100),
      description: text.slice(0, 500),
    }));
    const works: (() => unknown)[] = [
      () => summarize(text, 10),
      () => extract(text, fields),
      () => recommend(text.slice(0, 2000), items, 10),
      () => answer(text.slice(0, 2000), [text, text, text], knowledge),
      () => new KnowledgeBase([{ name: 'a', markdown: text }]),
    ];
    for (const work of works) {
      const start = cpuMs();
      work();
      expect(cpuMs() - start).toBeLessThan(LIMIT_MS);
    }
  });
});
