import type { Format } from '../../i18n/format.js';
import type { Trait, Traits } from './differences.js';
import type { changeMessages } from './messages.js';

type Words = (typeof changeMessages)['en'];
type Entry = readonly [name: string, trait: Trait];

/**
 * A route as people speak of it, whether it is one of today's or stands in a change of long ago: what is not
 * known here is shown as JSON.
 */
export function routeTraits(route: object | null, m: Words, format: Format): Traits {
  if (route === null) return new Map();
  return new Map(Object.entries(route).flatMap(([key, value]) => entriesOf(key, value, m, format)));
}

function entriesOf(key: string, value: unknown, m: Words, format: Format): Entry[] {
  const f = m.fields;
  switch (key) {
    case 'profile':
      return [[f.profile, textOf(value)]];
    case 'canary':
      return canaryEntries(value, m, format);
    case 'variants':
      return variantEntries(value, m, format);
    case 'salt':
      return [[f.salt, textOf(value)]];
    case 'guard':
      return [[f.guard, value === false ? m.guardOff : { json: value }]];
    case 'targets':
      return [[f.targets, { json: value }]];
    default:
      return [[key, { json: value }]];
  }
}

function canaryEntries(value: unknown, m: Words, format: Format): Entry[] {
  if (!isShare(value)) return [[m.fields.canary, { json: value }]];
  return [
    [m.fields.canary, value.profile],
    [m.fields.canaryShare, format.percent(value.percent / 100)],
  ];
}

function variantEntries(value: unknown, m: Words, format: Format): Entry[] {
  if (!Array.isArray(value) || !value.every(isShare)) return [[m.fields.variants, { json: value }]];
  return value.map(({ profile, percent }) => [m.fields.variant(profile), format.percent(percent / 100)]);
}

function isShare(value: unknown): value is { readonly profile: string; readonly percent: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'profile' in value &&
    typeof value.profile === 'string' &&
    'percent' in value &&
    typeof value.percent === 'number'
  );
}

function textOf(value: unknown): Trait {
  return typeof value === 'string' ? value : { json: value };
}
