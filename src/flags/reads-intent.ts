import { isPlainObject } from '../common/is-plain-object.js';

/** Operators that name keys of the context. */
const READERS: ReadonlySet<string> = new Set(['var', 'missing', 'missing_some']);

/**
 * Whether a checked targeting may come to something else for another intent, all else being equal. True also where the
 * key that it reads is itself computed, or is none, which stands for all of them.
 */
export function readsIntent(targeting: unknown): boolean {
  if (Array.isArray(targeting)) return targeting.some(readsIntent);
  if (!isPlainObject(targeting)) return false;
  return Object.entries(targeting).some(
    ([operator, argument]) => (READERS.has(operator) && mayName(argument)) || readsIntent(argument),
  );
}

/** The intent itself, all that there is, or what only an evaluation knows. */
function mayName(argument: unknown): boolean {
  if (Array.isArray(argument)) return argument.length === 0 || argument.some(mayName);
  if (typeof argument === 'string') return argument === '' || argument.split('.')[0] === 'intent';
  return typeof argument === 'object';
}
