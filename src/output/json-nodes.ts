import { isPlainObject } from '../common/is-plain-object.js';

/** Values that are looked at, and how deep; what is asked for stands near the top. */
const MAX_NODES = 40;
const MAX_DEPTH = 3;

/** A JSON value and the objects and lists in it, outermost first: models wrap an answer into `{"result": …}`. */
export function jsonNodes(value: unknown): unknown[] {
  const nodes: unknown[] = [value];
  let from = 0;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const to = nodes.length;
    for (const node of nodes.slice(from, to)) nodes.push(...childrenOf(node, MAX_NODES - nodes.length));
    from = to;
  }
  return nodes;
}

function childrenOf(node: unknown, most: number): unknown[] {
  const values: unknown[] = Array.isArray(node) ? node : isPlainObject(node) ? Object.values(node) : [];
  return values.filter((child) => typeof child === 'object' && child !== null).slice(0, Math.max(0, most));
}
