import { isPlainObject } from '../../common/is-plain-object.js';

/** What stands at a place in somebody's JSON; undefined where nothing does. */
export function at(data: unknown, ...path: readonly string[]): unknown {
  let value = data;
  for (const key of path) {
    const entry = isPlainObject(value) ? Object.entries(value).find(([name]) => name === key) : undefined;
    value = entry?.[1];
  }
  return value;
}

/** The keys of an object; none of anything else. */
export function keysAt(data: unknown, ...path: readonly string[]): string[] {
  const value = at(data, ...path);
  return isPlainObject(value) ? Object.keys(value) : [];
}

/** The strings of a list; undefined when there is no list. */
export function stringsAt(data: unknown, ...path: readonly string[]): string[] | undefined {
  const value = at(data, ...path);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}
