import { type Document, LineCounter, type Pair, type YAMLMap, isAlias, isMap, isScalar, isSeq } from 'yaml';
import { formatPath } from '../faults.js';
import type { ConfigIssue } from '../snapshot.js';

type Place = Pick<ConfigIssue, 'line' | 'column'>;

/** A file that is sound YAML: its data, and for any path in it the place to point at. */
export class ConfigFile {
  private readonly pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

  constructor(
    /** As it was given, for people. */
    readonly path: string,
    readonly data: unknown,
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  error(path: readonly PropertyKey[], message: string, at: 'key' | 'value' = 'value'): ConfigIssue {
    return this.issue('error', path, message, at);
  }

  warning(path: readonly PropertyKey[], message: string, at: 'key' | 'value' = 'value'): ConfigIssue {
    return this.issue('warning', path, message, at);
  }

  private issue(
    severity: ConfigIssue['severity'],
    path: readonly PropertyKey[],
    message: string,
    at: 'key' | 'value',
  ): ConfigIssue {
    return { severity, file: this.path, ...this.locate(path, at), path: formatPath(path), message };
  }

  /** Of what does not exist, such as a missing key, the place of the nearest parent's key. */
  private locate(path: readonly PropertyKey[], at: 'key' | 'value'): Place {
    let node: unknown = this.document.contents;
    let place = 0;
    for (const [index, part] of path.entries()) {
      const child = this.childOf(isAlias(node) ? node.resolve(this.document) : node, part);
      if (child === undefined) break;
      const pointAtKey = index < path.length - 1 || at === 'key' || isEmpty(child.value);
      place = offsetOf(pointAtKey ? child.key : child.value) ?? place;
      node = child.value;
    }
    return placeAt(this.lines, place);
  }

  private childOf(node: unknown, part: PropertyKey): { key: unknown; value: unknown } | undefined {
    if (isMap(node)) return this.pairsOf(node).get(String(part));
    const item = isSeq(node) ? node.items[Number(part)] : undefined;
    return item === undefined ? undefined : { key: item, value: item };
  }

  private pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.pairs.get(map);
    if (known !== undefined) return known;
    const pairs = new Map(map.items.map((pair) => [keyOf(pair), pair]));
    this.pairs.set(map, pairs);
    return pairs;
  }
}

/** A value that is not there has no place of its own. */
function isEmpty(node: unknown): boolean {
  return !isAlias(node) && !isMap(node) && !isSeq(node) && (!isScalar(node) || node.value === null);
}

export function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

export function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

export function offsetOf(node: unknown): number | undefined {
  if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return undefined;
  return node.range?.[0];
}
