import { isPlainObject } from '../../common/is-plain-object.js';
import type { Json, JsonObject } from '../../common/json.js';
import { REFERENCE } from './operators.js';

/** A checked targeting with the evaluators in place of the references to them. */
export function withoutReferences(
  targeting: JsonObject,
  evaluators: Readonly<Record<string, Json>>,
): JsonObject {
  const resolved = resolve(targeting, evaluators);
  return isObject(resolved) ? resolved : {};
}

function resolve(node: Json, evaluators: Readonly<Record<string, Json>>): Json {
  if (isList(node)) return node.map((item) => resolve(item, evaluators));
  if (!isObject(node)) return node;
  const name = node[REFERENCE];
  if (typeof name === 'string') return evaluators[name] ?? null;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value, evaluators)]));
}

function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node);
}

function isObject(node: Json): node is JsonObject {
  return isPlainObject(node);
}
