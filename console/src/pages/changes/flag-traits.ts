import type { Trait, Traits } from './differences.js';
import type { changeMessages } from './messages.js';

type Words = (typeof changeMessages)['en'];

/** What decides about a flag, as people speak of it; what is not known here is shown as JSON. */
export function flagTraits(rule: object | null, m: Words): Traits {
  if (rule === null) return new Map();
  const told = Object.entries(rule).filter(([key, value]) => key !== 'targeting' || value !== null);
  return new Map(told.map(([key, value]: [string, unknown]) => entryOf(key, value, m)));
}

function entryOf(key: string, value: unknown, m: Words): readonly [string, Trait] {
  switch (key) {
    case 'state':
      return [m.fields.state, value === 'DISABLED' ? m.disabled : m.enabled];
    case 'defaultVariant':
      return [m.fields.defaultVariant, typeof value === 'string' ? value : m.noVariant];
    case 'targeting':
      return [m.fields.targeting, { json: value }];
    default:
      return [key, { json: value }];
  }
}
