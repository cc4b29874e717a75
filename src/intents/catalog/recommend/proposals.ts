import { z } from 'zod';

/** One recommendation as a model wrote it. */
export interface Proposal {
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly reason: string;
}

export interface Proposals {
  readonly list: readonly Proposal[];
  /** The model said that there is nothing to recommend. */
  readonly none: boolean;
  /** One object, or ids and titles without anything said of them: a source or a remark may look so, too. */
  readonly bare: boolean;
}

const record = z.record(z.string(), z.unknown());
const list = z.array(z.unknown());

/** The names that models give them, with neither case nor marks between words. */
const ID = ['id', 'itemid', 'productid', 'sku', 'code'];
const TITLE = ['title', 'name', 'item', 'product', 'itemtitle', 'itemname', 'productname', '名称', '标题'];
const REASON = ['reason', 'why', 'explanation', 'rationale', 'reasons', 'because', '理由', '原因'];

/** The recommendations in a model's JSON: a list under its name or bare, of objects or of words, or only one. */
export const proposalsSchema = z.union([
  z.object({ items: list }).transform(({ items }) => proposalsOf(items)),
  z.object({ recommendations: list }).transform(({ recommendations }) => proposalsOf(recommendations)),
  list.transform(proposalsOf),
  record
    .transform((entry): Proposals => ({ ...proposalsOf([entry]), bare: true }))
    .refine((proposals) => proposals.list.length > 0),
]);

/** What is no recommendation is left out: one bad entry does not spoil the others. */
function proposalsOf(entries: readonly unknown[]): Proposals {
  return {
    list: entries.map(proposalOf).filter(({ id, title }) => id !== undefined || title !== undefined),
    none: entries.length === 0,
    bare: entries.length > 0 && entries.every((entry) => typeof entry !== 'object'),
  };
}

function proposalOf(entry: unknown): Proposal {
  const { success, data } = record.safeParse(entry);
  if (!success) return { id: wordsOf(entry), title: wordsOf(entry), reason: '' };
  const values = new Map(Object.entries(data).map(([name, value]) => [comparable(name), wordsOf(value)]));
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => values.get(name)).find((words) => words !== undefined);
  return { id: first(ID), title: first(TITLE), reason: first(REASON) ?? '' };
}

/** Texts, numbers where texts were asked for, and lists of them. */
function wordsOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return undefined;
  const words = value.map(wordsOf).filter((word) => word !== undefined);
  return words.length === 0 ? undefined : words.join('; ');
}

function comparable(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}
