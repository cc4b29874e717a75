import { diffArrays } from 'diff';

export interface DiffPart {
  readonly type: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Words of letters and digits; a sign of a script that writes without spaces; a run of white space; any other sign. */
const TOKEN =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}])[\p{L}\p{M}\p{N}_])+|\s+|[^]/gu;

/** Tokens that may differ, and milliseconds that may pass: users wait meanwhile. */
const MAX_DIFFERENCES = 1500;
const TIMEOUT_MS = 100;

/**
 * What was taken out of a text, and put in, word by word or sign by sign. `same` and `removed` together are `before`,
 * `same` and `added` are `after`. Texts that differ too much are told apart only by how they begin and end.
 */
export function textDiff(before: string, after: string): DiffPart[] {
  const [old, fresh] = [tokensOf(before), tokensOf(after)];
  const head = sameHead(old, fresh);
  const tail = sameHead(old.slice(head).toReversed(), fresh.slice(head).toReversed());
  const [removed, added] = [inner(old, head, tail), inner(fresh, head, tail)];
  return joined([
    part('same', old.slice(0, head)),
    ...between(removed, added),
    part('same', old.slice(old.length - tail)),
  ]);
}

function between(removed: string[], added: string[]): DiffPart[] {
  const changes = diffArrays(removed, added, { maxEditLength: MAX_DIFFERENCES, timeout: TIMEOUT_MS });
  if (changes === undefined) return [part('removed', removed), part('added', added)];
  return changes.map((change) => part(typeOf(change), change.value));
}

function typeOf({
  removed,
  added,
}: {
  readonly removed: boolean;
  readonly added: boolean;
}): DiffPart['type'] {
  if (removed) return 'removed';
  return added ? 'added' : 'same';
}

function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** How many tokens both begin with. */
function sameHead(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((token, at) => token !== other[at]);
  return differs < 0 ? one.length : differs;
}

function inner(tokens: readonly string[], head: number, tail: number): string[] {
  return tokens.slice(head, tokens.length - tail);
}

function part(type: DiffPart['type'], tokens: readonly string[]): DiffPart {
  return { type, text: tokens.join('') };
}

/** Neighbours of one type are one part, and none is empty. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const all: DiffPart[] = [];
  for (const { type, text } of parts) {
    const last = all.at(-1);
    if (text === '') continue;
    if (last?.type === type) all[all.length - 1] = { type, text: last.text + text };
    else all.push({ type, text });
  }
  return all;
}
