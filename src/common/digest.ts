import { hash } from 'node:crypto';

/**
 * JSON with one spelling per meaning: keys sorted, members that are `undefined` dropped, no white space.
 * @throws TypeError for what JSON would silently make empty or cannot hold: Map, Set, BigInt, cycles.
 */
export function canonicalJson(value: unknown): string {
  const json: unknown = JSON.stringify(value, (_key, item: unknown) => withSortedKeys(item));
  if (typeof json !== 'string') throw new TypeError(`${typeof value} has no canonical JSON`);
  return json;
}

/** SHA-256 (hex) over the canonical JSON of `value`: equal exactly when the meaning is equal. */
export function digest(value: unknown): string {
  return hash('sha256', canonicalJson(value));
}

function withSortedKeys(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  if (item instanceof Map || item instanceof Set) {
    throw new TypeError('Map and Set have no canonical JSON; pass a plain object or an array');
  }
  return Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
