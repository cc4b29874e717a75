import { z } from 'zod';
import { NamedValues } from './named-values.js';

const record = z.record(z.string(), z.unknown());
const NAMES = ['name', 'field', 'key', 'label'];

/** `{"name": …, "value": …}` under the names that models give the two. */
const named = record.transform((entry, context) => {
  const name = NAMES.map((key) => entry[key]).find((value) => typeof value === 'string');
  if (name !== undefined && Object.hasOwn(entry, 'value')) return [name, entry['value']] as const;
  context.addIssue('no name with a value');
  return z.NEVER;
});

const pair = z.union([named, z.tuple([z.string(), z.unknown()])]);

const list = z.array(z.unknown());
const pairs = list.transform((entries) => Object.fromEntries(fitting(entries, pair)));
/** Several records are one that was taken apart; of two values of a name the first one counts. */
const merged = list.transform((entries) =>
  Object.fromEntries(
    fitting(entries, record)
      .toReversed()
      .flatMap(Object.entries<unknown>),
  ),
);

/** Named values as models write them. Only where they say "fields" is an answer without any an answer. */
export const modelValues = z
  .union([
    z.object({ fields: z.tuple([]) }).transform(() => ({})),
    z.object({ fields: pairs.refine(isSome) }).transform(({ fields }) => fields),
    z.object({ fields: merged.refine(isSome) }).transform(({ fields }) => fields),
    z.object({ fields: record }).transform(({ fields }) => fields),
    pairs.refine(isSome),
    merged.refine(isSome),
    record.refine(isSome),
  ])
  .transform((values) => new NamedValues(values));

/** What is not of the form is left out: one bad entry does not spoil the others. */
function fitting<T>(entries: readonly unknown[], schema: z.ZodType<T>): T[] {
  return entries.flatMap((entry) => {
    const { success, data } = schema.safeParse(entry);
    return success ? [data] : [];
  });
}

function isSome(values: object): boolean {
  return Object.keys(values).length > 0;
}
