import { JsonArrayNode, JsonObjectNode, JsonParser, type JsonValueNode } from '@croct/json5-parser';
import { type Json, type Layout, jsonText } from './json-text.js';

export type Path = readonly string[];

/** The text is no JSON5 object; the message says why. */
export class NotJson5 extends Error {
  override readonly name = 'NotJson5';
}

/**
 * A JSON5 text, which is what OpenClaw 2026.9.6 reads (its docs, gateway/configuration.md), that can only
 * grow: whatever stands in it stays, with its comments and its layout.
 */
export class Json5Document {
  private hasGrown = false;
  private known: unknown;

  private constructor(
    private readonly original: string,
    private root: JsonObjectNode,
    private readonly layout: Layout,
  ) {}

  /** @throws NotJson5 */
  static parse(text: string): Json5Document {
    const root = parseObject(text);
    const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
    return new Json5Document(text, root, { indent, lineEnding: text.includes('\r\n') ? '\r\n' : '\n' });
  }

  /** As it was given, to the byte, when nothing was put in; the library would tidy up odd layouts. */
  get text(): string {
    return this.hasGrown ? this.root.toString() : this.original;
  }

  /** What the text says. */
  get data(): unknown {
    return (this.known ??= this.root.toJSON());
  }

  /** Puts a value where nothing stands, into an object that is there. */
  add(path: Path, value: Json): void {
    const key = path.at(-1);
    const owner = this.objectAt(path.slice(0, -1));
    if (key === undefined || owner === undefined || owner.has(key)) return;
    this.grow();
    if (isBlank(owner)) this.fill(path.slice(0, -1), { [key]: value });
    else owner.set(key, this.node(value, path.length));
  }

  /** Puts a value at the end of a list that is there. */
  append(path: Path, value: Json): void {
    const key = path.at(-1);
    const list = key === undefined ? undefined : this.objectAt(path.slice(0, -1))?.get(key);
    if (!(list instanceof JsonArrayNode)) return;
    this.grow();
    list.push(this.node(value, path.length + 1));
  }

  private grow(): void {
    this.hasGrown = true;
    this.known = undefined;
  }

  /** Replaces an object without anything in it, since there is no layout to go by within. */
  private fill(path: Path, value: Json): void {
    const key = path.at(-1);
    if (key === undefined) this.root = parseObject(jsonText(value, this.layout));
    else this.objectAt(path.slice(0, -1))?.set(key, this.node(value, path.length));
  }

  private objectAt(path: Path): JsonObjectNode | undefined {
    let node: JsonValueNode = this.root;
    for (const key of path) {
      if (!(node instanceof JsonObjectNode) || !node.has(key)) return undefined;
      node = node.get(key);
    }
    return node instanceof JsonObjectNode ? node : undefined;
  }

  /** Laid out before it is put in, because the library writes new objects on one line. */
  private node(value: Json, level: number): JsonValueNode {
    return JsonParser.parse(jsonText(value, this.layout, level));
  }
}

/** Without members and without comments. */
function isBlank(node: JsonObjectNode): boolean {
  return node.properties.length === 0 && /^\s*\{\s*\}\s*$/.test(node.toString());
}

function parseObject(text: string): JsonObjectNode {
  try {
    const node = JsonParser.parse(text);
    if (node instanceof JsonObjectNode) return node;
  } catch (error) {
    throw new NotJson5(`is not JSON5: ${error instanceof Error ? error.message : 'unknown'}`);
  }
  throw new NotJson5('is not a JSON5 object');
}
