import { canonicalJson } from '../common/digest.js';
import {
  type Document,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
} from 'yaml';

/**
 * Changes to a YAML file that leave every other byte of it as it is: comments, blank lines, order, quotes, ends of
 * lines. The library finds the places; printing its document would lay the whole file out anew. Whether a change means
 * what it should is for the caller to check: `sameBut` tells.
 */

/** The file cannot be changed without touching more than was asked for; the message says what to do by hand. */
export class CannotEdit extends Error {
  override readonly name = 'CannotEdit';
}

/** What may stand behind a key. */
export type PlainValue =
  string | number | boolean | readonly string[] | { readonly [key: string]: PlainValue };

type Path = readonly string[];

interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** A YAML text in which places can be found. */
class SourceText {
  readonly document: Document;
  /** As the file ends its lines. */
  readonly eol: string;

  constructor(readonly text: string) {
    this.document = parseDocument(text, { keepSourceTokens: true, stringKeys: true, uniqueKeys: false });
    this.eol = text.includes('\r\n') ? '\r\n' : '\n';
  }

  /** The node itself, not what an alias stands for. */
  at(path: Path): unknown {
    let node: unknown = this.document.contents;
    for (const [depth, key] of path.entries()) {
      if (isAlias(node)) throw sharedAt(path.slice(0, depth), node.source);
      if (!isMap(node)) return undefined;
      node = pairOf(node, key)?.value;
    }
    return node;
  }

  /** Where the line ends, before its line break. */
  lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    if (end < 0) return this.text.length;
    return end > 0 && this.text[end - 1] === '\r' ? end - 1 : end;
  }

  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** The end of the last line below `offset` that is only a comment and as deep as `depth` columns, or of its own line. */
  commentsEnd(offset: number, depth: number): number {
    let end = this.lineEnd(offset);
    for (;;) {
      const next = this.text.indexOf('\n', end) + 1;
      if (next === 0) return end;
      const line = this.text.slice(next, this.lineEnd(next));
      const column = line.search(/\S/);
      if (line[column] !== '#' || column < depth) return end;
      end = this.lineEnd(next);
    }
  }

  /** @param comment stands in a line of its own above what is new */
  with(splices: readonly Splice[], comment: string | undefined): string {
    const all = comment === undefined ? splices : this.commented(splices, comment);
    // From the end, so that places stay right; of two at one place the first stands first.
    return all
      .toReversed()
      .toSorted((a, b) => b.at - a.at)
      .reduce(
        (text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove),
        this.text,
      );
  }

  private commented(splices: readonly Splice[], comment: string): readonly Splice[] {
    const newLine = splices.find(({ insert }) => insert.startsWith(this.eol));
    if (newLine !== undefined) {
      const line = `${this.eol}${indentOf(newLine.insert.slice(this.eol.length))}# ${comment}`;
      const commented = { ...newLine, insert: line + newLine.insert };
      return splices.map((splice) => (splice === newLine ? commented : splice));
    }
    const at = this.lineStart(Math.min(...splices.map((splice) => splice.at)));
    return [{ at, remove: 0, insert: `${indentOf(this.text.slice(at))}# ${comment}${this.eol}` }, ...splices];
  }
}

/**
 * The text with one more item in a list, in the list's own style.
 * @param path of the list
 * @param index where it is to stand; behind the last one that is there at most
 * @param comment stands above it
 * @throws CannotEdit
 */
export function withItem(
  text: string,
  path: Path,
  item: string,
  { index, comment }: { readonly index: number; readonly comment?: string },
): string {
  const source = new SourceText(text);
  const list = source.at(path);
  if (isAlias(list)) return withOwnList(source, path, item, index, comment);
  if (!isSeq(list)) throw new CannotEdit(`${path.join('.')} is no list`);
  return source.with(
    isFlow(list) ? intoFlowList(source, list, item, index - 1) : intoBlockList(source, list, item, index - 1),
    comment,
  );
}

/**
 * The text in which a path has that value. What is missing on the way is made; a map that is there is replaced whole.
 * @param below the key below which a key goes that the path's first two have not yet; else it is the last there
 * @param comment stands above it
 * @throws CannotEdit
 */
export function withValue(
  text: string,
  path: Path,
  value: PlainValue,
  { below, comment }: { readonly below?: string; readonly comment?: string } = {},
): string {
  const source = new SourceText(text);
  let depth = path.length;
  while (depth > 0 && source.at(path.slice(0, depth)) === undefined) depth -= 1;
  const node = source.at(path.slice(0, depth));
  const [key, ...rest] = path.slice(depth);
  if (key === undefined) return source.with([replaced(source, path, value)], comment);
  if (isAlias(node)) throw sharedAt(path.slice(0, depth), node.source);
  if (!isMap(node)) throw new CannotEdit(`${path.slice(0, depth).join('.')} is no map`);
  const nested = rest.reduceRight<PlainValue>((inner, name) => ({ [name]: inner }), value);
  return source.with([newPair(source, node, key, nested, below)], comment);
}

/** What stands at a path, with what aliases stand for; undefined where nothing does. */
export function valueAt(text: string, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), plainOf(text));
}

/** Whether `after` says what `before` says, but for the value at that path, which is `value` now. */
export function sameBut(before: string, after: string, path: Path, value: PlainValue): boolean {
  const expected = plainOf(before);
  let parent = expected;
  for (const key of path.slice(0, -1)) {
    const inner = parent[key];
    const made: Record<string, unknown> = isRecord(inner) ? inner : {};
    parent[key] = made;
    parent = made;
  }
  parent[path.at(-1) ?? ''] = value;
  const parsed = parseDocument(after, { stringKeys: true });
  return parsed.errors.length === 0 && canonicalJson(parsed.toJS()) === canonicalJson(expected);
}

function intoBlockList(source: SourceText, list: YAMLSeq, item: string, before: number): Splice[] {
  const at = source.lineEnd(endOf(list.items[before]));
  return [{ at, remove: 0, insert: `${source.eol}${' '.repeat(columnOf(list))}- ${inline(item)}` }];
}

function intoFlowList(source: SourceText, list: YAMLSeq, item: string, before: number): Splice[] {
  const node = list.items[before];
  if (node === undefined) return [{ at: startOf(list) + 1, remove: 0, insert: inline(item) }];
  const [start, end] = [startOf(node), endOf(node)];
  const margin = source.text.slice(source.lineStart(start), start);
  if (/\S/.test(margin)) return [{ at: end, remove: 0, insert: `, ${inline(item)}` }];
  // A line for each item: a comment behind the item before stays there.
  const rest = source.text.slice(end, source.lineEnd(end));
  const hasComma = rest.trimStart().startsWith(',');
  const isAlone = /^\s*,?\s*(?:#.*)?$/.test(rest);
  if (!isAlone) return [{ at: end, remove: 0, insert: `, ${inline(item)}` }];
  const line = { at: source.lineEnd(end), remove: 0 };
  if (hasComma) return [{ ...line, insert: `${source.eol}${margin}${inline(item)},` }];
  return [
    { at: end, remove: 0, insert: ',' },
    { ...line, insert: `${source.eol}${margin}${inline(item)}` },
  ];
}

/** The list is another's: from now on it is written out here. */
function withOwnList(
  source: SourceText,
  path: Path,
  item: string,
  index: number,
  comment: string | undefined,
): string {
  const items = valueAt(source.text, path);
  if (!Array.isArray(items)) throw new CannotEdit(`${path.join('.')} is no list`);
  return source.with([replaced(source, path, items.map(String).toSpliced(index, 0, item))], comment);
}

function replaced(source: SourceText, path: Path, value: PlainValue): Splice {
  const node = source.at(path);
  if ((isMap(node) || isSeq(node)) && !isFlow(node)) return replacedBlock(source, path, value);
  const at = startOf(node);
  return { at, remove: endOf(node) - at, insert: inline(value) };
}

/** What stood in lines of its own moves behind the colon. */
function replacedBlock(source: SourceText, path: Path, value: PlainValue): Splice {
  const parent = source.at(path.slice(0, -1));
  const pair = isMap(parent) ? pairOf(parent, path.at(-1) ?? '') : undefined;
  const colon = pair?.srcToken?.sep?.find(({ type }) => type === 'map-value-ind')?.offset;
  if (pair === undefined || colon === undefined) throw new CannotEdit(`${path.join('.')} has no place`);
  const end = lastEndOf(pair.value);
  return { at: colon + 1, remove: end - colon - 1, insert: ` ${inline(value)}` };
}

function newPair(
  source: SourceText,
  map: YAMLMap,
  key: string,
  value: PlainValue,
  below: string | undefined,
): Splice {
  const last = (below === undefined ? undefined : pairOf(map, below)) ?? map.items.at(-1);
  const name = inline(key);
  if (isFlow(map)) {
    const insert = `${name}: ${inline(value)}`;
    if (last === undefined) return { at: startOf(map) + 1, remove: 0, insert: ` ${insert} ` };
    return { at: endOf(last.value ?? last.key), remove: 0, insert: `, ${insert}` };
  }
  const indent = columnOf(map);
  const at = source.commentsEnd(lastEndOf(last?.value ?? last?.key), indent + 1);
  return { at, remove: 0, insert: source.eol + blockPair(name, value, indent, source.eol) };
}

/** A map of one key gets lines of its own, as people write `routing:`; what is in it does not. */
function blockPair(name: string, value: PlainValue, indent: number, eol: string): string {
  const margin = ' '.repeat(indent);
  const [first, ...others] = isRecord(value) ? Object.entries(value) : [];
  if (first === undefined || others.length > 0) return `${margin}${name}: ${inline(value)}`;
  return `${margin}${name}:${eol}${margin}  ${inline(first[0])}: ${inline(first[1])}`;
}

/** On one line, with quotes where YAML would read something else without them. */
function inline(value: PlainValue): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function isFlow(node: YAMLMap | YAMLSeq): boolean {
  return node.flow === true;
}

function startOf(node: unknown): number {
  return rangeOf(node)[0];
}

/** Of a block, its last line break may belong to it: `lastEndOf`. */
function endOf(node: unknown): number {
  return rangeOf(node)[1];
}

/** Where the last word in it ends. */
function lastEndOf(node: unknown): number {
  if (isMap(node) && !isFlow(node)) {
    const last = node.items.at(-1);
    return last === undefined ? endOf(node) : lastEndOf(isEmpty(last.value) ? last.key : last.value);
  }
  if (isSeq(node) && !isFlow(node))
    return node.items.length === 0 ? endOf(node) : lastEndOf(node.items.at(-1));
  return endOf(node);
}

function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && startOf(node) === endOf(node));
}

function rangeOf(node: unknown): readonly [number, number, number] {
  if (!isNode(node) || !node.range) throw new CannotEdit('a part of the file has no place');
  return node.range;
}

function columnOf(node: YAMLMap | YAMLSeq): number {
  const token = node.srcToken;
  if (token === undefined || !('indent' in token)) throw new CannotEdit('a part of the file has no place');
  return token.indent;
}

function sharedAt(path: Path, anchor: string): CannotEdit {
  return new CannotEdit(
    `${path.join('.')} is the alias *${anchor}: write out what it stands for, then promote`,
  );
}

/** Nothing in it is shared, whatever the aliases. */
function plainOf(text: string): Record<string, unknown> {
  const plain: unknown = JSON.parse(JSON.stringify(parseDocument(text, { stringKeys: true }).toJS()));
  return isRecord(plain) ? plain : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
