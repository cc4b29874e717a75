import * as fc from 'fast-check';
import type { Api, Schema } from '../openapi.ts';
import { HOSTILE_VALUES, hostileString, traceId } from './words.ts';

/** Of so many values, one is not what its schema says. A body has some ten, so that most are wrong in one place at most. */
const ONE_IN = 40;
const MAX_DEPTH = 6;
const MAX_TEXT = 300;
/** Optional, and right only beside the right token, intent or traceId: left out most of the time, or they would hide what is behind them. */
const SELDOM: ReadonlySet<string> = new Set(['userId', 'profile', 'trace_id']);

/** Values after a schema, of which some are wrong at some place. */
export class SchemaValues {
  constructor(
    private readonly api: Api,
    /** What a value of a field with that name should be now and then, whatever its schema says. */
    private readonly known: ReadonlyMap<string, readonly string[]>,
  ) {}

  of(schema: Schema, name = '', depth = 0): fc.Arbitrary<unknown> {
    return fc.oneof(
      { weight: ONE_IN - 1, arbitrary: this.right(schema, name, depth) },
      { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_VALUES) },
    );
  }

  private right(schema: Schema, name: string, depth: number): fc.Arbitrary<unknown> {
    if (depth > MAX_DEPTH) return fc.constant(null);
    const known = this.known.get(name);
    if (known !== undefined) return fc.constantFrom(...known);
    if (/^trace_?id$/i.test(name)) return traceId();
    if (schema.$ref !== undefined) return this.right(this.resolve(schema.$ref), name, depth);
    if (schema.enum !== undefined && schema.enum.length > 0) return fc.constantFrom(...schema.enum);
    const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
    if (choices !== undefined && choices.length > 0) {
      return fc.oneof(...choices.map((choice) => this.right(choice, name, depth)));
    }
    return this.typed(schema, depth);
  }

  private typed(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const { type = 'any' } = schema;
    if (type === 'object') return this.objects(schema, depth);
    if (type === 'array') return this.arrays(schema, depth);
    if (type === 'integer' || type === 'number') return numbers(schema);
    if (type === 'boolean') return fc.boolean();
    if (type === 'string') return strings(schema);
    const objects = fc.dictionary(fc.string({ maxLength: 8 }), fc.nat(), { maxKeys: 4 });
    return fc.oneof(strings(schema), numbers(schema), objects);
  }

  private objects({ properties = {}, required = [] }: Schema, depth: number): fc.Arbitrary<unknown> {
    const model = Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, this.of(schema, name, depth + 1)]),
    );
    const requiredKeys = required.filter((name) => name in model);
    const all = fc.record(model, { requiredKeys });
    const most = fc.record(without(model, SELDOM), {
      requiredKeys: requiredKeys.filter((name) => !SELDOM.has(name)),
    });
    const objects = fc.oneof({ weight: 9, arbitrary: most }, { weight: 1, arbitrary: all });
    return fc.oneof(
      { weight: 60, arbitrary: objects },
      { weight: 1, arbitrary: fc.tuple(objects, hostileString(), fc.constantFrom(...HOSTILE_VALUES)).map(([object, name, value]) => Object.assign(object, { [name]: value })) },
      { weight: 1, arbitrary: fc.record(model, { requiredKeys: [] }) },
    ); // prettier-ignore
  }

  private arrays({ items = {}, minItems = 0, maxItems = 20 }: Schema, depth: number): fc.Arbitrary<unknown> {
    const lengths = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 4)) };
    const item = this.of(items, '', depth + 1);
    return fc.oneof(
      { weight: 40, arbitrary: fc.array(item, lengths) },
      { weight: 1, arbitrary: fc.array(item, { minLength: maxItems + 1, maxLength: maxItems + 1 }) },
    );
  }

  private resolve(reference: string): Schema {
    return this.api.schemas[reference.split('/').at(-1) ?? ''] ?? {};
  }
}

function numbers({ type, minimum = 0, maximum = 1000 }: Schema): fc.Arbitrary<number> {
  const within = type === 'integer' ? fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) }) : fc.double({ min: minimum, max: maximum, noNaN: true }); // prettier-ignore
  return fc.oneof(
    { weight: 12, arbitrary: within },
    { weight: 1, arbitrary: fc.constantFrom(minimum - 1, maximum + 1) },
  );
}

function strings({ pattern, example, minLength = 0, maxLength = MAX_TEXT }: Schema): fc.Arbitrary<string> {
  const lengths = {
    minLength: Math.min(minLength, MAX_TEXT),
    maxLength: Math.max(1, Math.min(maxLength, MAX_TEXT)),
  };
  const texts: fc.WeightedArbitrary<string>[] = [
    { weight: 20, arbitrary: fc.string(lengths) },
    { weight: 10, arbitrary: fc.string({ ...lengths, unit: 'grapheme' }) },
    { weight: 1, arbitrary: hostileString() },
  ];
  if (typeof example === 'string') texts.push({ weight: 30, arbitrary: fc.constant(example) });
  if (pattern !== undefined) texts.push({ weight: 60, arbitrary: matching(pattern) });
  else texts.push({ weight: 30, arbitrary: sentences() });
  // Just beyond what is allowed.
  texts.push({ weight: 1, arbitrary: fc.constant('长'.repeat(Math.min(maxLength, 20_000) + 1)) });
  return fc.oneof(...texts);
}

function without<Value>(
  record: Readonly<Record<string, Value>>,
  names: ReadonlySet<string>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)));
}

/** What people write, so that the agent behind the contract has something to do. */
function sentences(): fc.Arbitrary<string> {
  const words = ['我想退货', 'the box was late', '订单号 A1024', '<b>很好</b>', '- item', '{"a":1}', '金额 1,299.00 元', 'https://x.example', '```js\nx\n```', 'two  spaces'];
  return fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 }).map((parts) => `${parts.join('。')}.`);
} // prettier-ignore

function matching(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern), { size: 'small' });
  } catch {
    // Not every pattern can be generated from.
    return fc.string({ maxLength: 40 });
  }
}
