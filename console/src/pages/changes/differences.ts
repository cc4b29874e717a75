import { diffLines } from 'diff';
import { compactJson } from '../../components/compact-json.js';

/** What one thing about a setting is: words, or JSON that is read line by line. */
export type Trait = string | { readonly json: unknown };

/** Everything that can differ about a setting, by the names that people know it by. */
export type Traits = ReadonlyMap<string, Trait>;

export interface WordDifference {
  readonly name: string;
  /** Undefined: there was nothing. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface JsonDifference {
  readonly name: string;
  readonly lines: readonly DiffLine[];
}

export interface DiffLine {
  readonly type: 'same' | 'removed' | 'added';
  readonly text: string;
}

export type Difference = WordDifference | JsonDifference;

/** What differs, in the order of what there is afterwards; what is gone comes last. */
export function differencesOf(before: Traits, after: Traits): Difference[] {
  const names = new Set([...after.keys(), ...before.keys()]);
  return [...names].flatMap((name) => differenceOf(name, before.get(name), after.get(name)));
}

function differenceOf(name: string, before: Trait | undefined, after: Trait | undefined): Difference[] {
  const texts = [textOf(before), textOf(after)] as const;
  if (texts[0] === texts[1]) return [];
  if (typeof before === 'object' || typeof after === 'object') return [{ name, lines: linesOf(...texts) }];
  return [{ name, before, after }];
}

function textOf(trait: Trait | undefined): string | undefined {
  return typeof trait === 'object' ? compactJson(trait.json) : trait;
}

function linesOf(before = '', after = ''): DiffLine[] {
  return diffLines(withEnd(before), withEnd(after)).flatMap(({ value, added, removed }) => {
    const type = added ? 'added' : removed ? 'removed' : 'same';
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ type, text }) as const);
  });
}

/** Lines are the same only where both end. */
function withEnd(text: string): string {
  return text === '' ? '' : `${text}\n`;
}
