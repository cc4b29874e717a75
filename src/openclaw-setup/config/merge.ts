import { isPlainObject } from '../../common/is-plain-object.js';
import type { Json5Document, Path } from './json5-document.js';
import type { Json } from './json-text.js';
import { at } from './tree.js';

/** Values of which one half of theirs and one half of ours would make nonsense, or take something away. */
const WHOLE: readonly RegExp[] = [
  /^gateway\.auth$/,
  /^agents\.defaults\.(model|heartbeat)$/,
  /^agents\.entries\.[^.]+\.(model|tools|memory)$/,
  /^plugins\.slots$/,
  /^models\.providers\.[^.]+$/,
];

/** The key with which OpenClaw takes a part of the configuration from another file. */
const INCLUDE = '$include';

export interface Merged {
  /** Places that are filled from other files, which were not looked into. */
  readonly included: readonly string[];
}

/** Adds to the document what is wanted and missing. Whatever stands there stays, also where it differs. */
export function addMissing(document: Json5Document, wanted: Json): Merged {
  const included: string[] = [];
  const visit = (path: Path, value: Json): void => {
    const found = at(document.data, ...path);
    if (found === undefined) return document.add(path, value);
    if (!isPlainObject(found) || !isPlainObject(value)) return;
    if (Object.hasOwn(found, INCLUDE)) {
      included.push(path.length === 0 ? 'the whole file' : path.join('.'));
      return;
    }
    if (WHOLE.some((whole) => whole.test(path.join('.')))) return;
    for (const [key, member] of Object.entries(value)) visit([...path, key], member);
  };
  visit([], wanted);
  return { included };
}
