import { isPlainObject } from '../common/is-plain-object.js';
import { jsonValues } from './json-answer.js';
import { jsonNodes } from './json-nodes.js';
import type { JsonReading } from './json-repair.js';

/** What JSON says when it is read out. */
interface Said {
  readonly texts: readonly string[];
  /** How surely it is what was asked for. */
  readonly rank: number;
}

/** The keys of a point's text; what else an object of a list holds is read out with it. */
const POINT_KEYS = new Set('text point bullet content statement sentence 要点 内容'.split(' '));

const NUMBERED = /^\D{0,20}\d{1,2}$/;

/** Texts that one point is put together of; more are a document. */
const MAX_PARTS = 4;

/**
 * The texts of an answer that is JSON although plain text was asked for: under the first of `keys` (lower case,
 * without marks between words) that it has, or else its only list of texts, or else its only text. Undefined when it has none, or several and none is known.
 */
export function textsInJson(
  text: string,
  { keys, ...reading }: JsonReading & { readonly keys: readonly string[] },
): readonly string[] | undefined {
  let best: Said | undefined;
  for (const value of jsonValues(text, reading)) {
    const said = namedTexts(value, keys) ?? onlyList(value) ?? onlyText(value);
    if (said !== undefined && said.rank > (best?.rank ?? 0)) best = said;
  }
  return best?.texts;
}

/** The first of the keys that has texts: all lists under it, for sections have one each, or else its texts. */
function namedTexts(value: unknown, keys: readonly string[]): Said | undefined {
  const entries = jsonNodes(value).filter(isPlainObject).flatMap(entriesOf);
  for (const key of keys) {
    const values = entries.filter(([name]) => name === key).map(([, said]) => said);
    const points = values.flatMap(pointsOf);
    const texts = points.length > 0 ? points : stringsOf(values);
    if (texts.length > 0) return { texts, rank: 3 };
  }
  return undefined;
}

function onlyList(value: unknown): Said | undefined {
  const lists = jsonNodes(value)
    .map(pointsOf)
    .filter((texts) => texts.length > 0);
  const [texts, ...others] = lists;
  return texts === undefined || others.length > 0 ? undefined : { texts, rank: 2 };
}

/** A call of a tool has one text, too: the tool's name. */
const CALL_KEYS = new Set(['arguments', 'parameters', 'toolcalls', 'functioncall']);

function onlyText(value: unknown): Said | undefined {
  const objects = jsonNodes(value).filter(isPlainObject);
  if (objects.flatMap(entriesOf).some(([key]) => CALL_KEYS.has(key))) return undefined;
  const texts = objects.flatMap((node) => stringsOf(Object.values(node)));
  return texts.length === 1 ? { texts, rank: 1 } : undefined;
}

/** The texts of a list, or of an object that numbers them: `{"1": …}`, `{"point1": …, "point2": …}`. */
function pointsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(pointOf);
  if (!isPlainObject(value) || !Object.keys(value).every((key) => NUMBERED.test(key))) return [];
  return Object.values(value).flatMap(pointOf);
}

function pointOf(entry: unknown): string[] {
  if (typeof entry === 'string') return entry.trim() === '' ? [] : [entry];
  if (!isPlainObject(entry)) return [];
  const named = entriesOf(entry).find(([key, value]) => POINT_KEYS.has(key) && typeof value === 'string');
  if (typeof named?.[1] === 'string') return [named[1]];
  const parts = stringsOf(Object.values(entry));
  return parts.length === 0 || parts.length > MAX_PARTS ? [] : [parts.join(': ')];
}

function stringsOf(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === 'string').filter((text) => text.trim() !== '');
}

/** With keys in the one form that they are compared in: `Key Points` and `key_points` are `keypoints`. */
function entriesOf(node: object): (readonly [key: string, value: unknown])[] {
  return Object.entries(node).map(
    ([key, value]) => [key.toLowerCase().replace(/[\s_-]/g, ''), value] as const,
  );
}
