import { isPlainObject } from '../common/is-plain-object.js';

/** Operators that name keys of the context. */
const READERS: ReadonlySet<string> = new Set(['var', 'missing', 'missing_some']);

/**
 * Whether a checked targeting may come to something else where that key of the context is another, all else being
 * equal. True also where the key that it reads is itself computed, or is none, which stands for all of them.
 */
export function readsKey(targeting: unknown, key: string): boolean {
  if (Array.isArray(targeting)) return targeting.some((part) => readsKey(part, key));
  if (!isPlainObject(targeting)) return false;
  return Object.entries(targeting).some(
    ([operator, argument]) => (READERS.has(operator) && mayName(argument, key)) || readsKey(argument, key),
  );
}

/** The key itself, all that there is, or what only an evaluation knows. */
function mayName(argument: unknown, key: string): boolean {
  if (Array.isArray(argument)) return argument.length === 0 || argument.some((part) => mayName(part, key));
  if (typeof argument === 'string') return argument === '' || argument.split('.')[0] === key;
  return typeof argument === 'object';
}
