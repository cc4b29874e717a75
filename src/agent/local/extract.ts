import type { FieldSpec } from '../local-task.js';
import { type Claim, assign } from './extraction/assign.js';
import { findBoolean } from './extraction/booleans.js';
import { findDates } from './extraction/dates.js';
import { type SoughtField, seek } from './extraction/field-phrases.js';
import { mentionsOf } from './extraction/mentions.js';
import { findNumbers } from './extraction/numbers.js';
import { type Found, readPage } from './extraction/page.js';
import { findFormal, findStrings } from './extraction/string-fields.js';

export type FieldValue = string | number | boolean | null;

/**
 * The value of each field as the text states it: found by the field's name and description, read by its
 * type. Numbers as JSON numbers, dates as `yyyy-mm-dd`, strings word for word. Null wherever the text
 * does not say, or not surely: nothing is guessed.
 */
export function extract(text: string, specs: readonly FieldSpec[]): Record<string, FieldValue> {
  const page = readPage(text);
  const claims = specs.map((spec): Claim => {
    const field = seek(spec);
    return { field, mentions: mentionsOf(field, page) };
  });
  const dates = findDates(page);
  const formal = findFormal(page);
  const taken = [...dates, ...formal.email, ...formal.url, ...formal.phone].toSorted(
    (a, b) => a.start - b.start,
  );
  const numbers = findNumbers(page, taken);

  const ofType = (type: FieldSpec['type']): Claim[] => claims.filter(({ field }) => field.spec.type === type);
  const found = new Map<SoughtField, Found<FieldValue>>([
    ...assign(ofType('number'), numbers, page, { unitsMatter: true }),
    ...assign(ofType('date'), dates, page, { unitsMatter: false }),
    ...findStrings(ofType('string'), { numbers, dates, formal }, page),
  ]);
  const values = new Map([...found].map(([field, { value }]) => [field, value]));
  for (const { field, mentions } of ofType('boolean')) values.set(field, findBoolean(field, mentions, page));
  return Object.fromEntries(claims.map(({ field }) => [field.spec.name, values.get(field) ?? null]));
}
