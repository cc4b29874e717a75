const refuse = (): never => {
  throw new TypeError('The configuration is frozen; load a new snapshot instead');
};

/**
 * Freezes plain data all the way down and returns it. `Object.freeze` does not stop `Map.prototype.set`,
 * so the writing methods of a Map are shadowed by ones that throw.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const item of value.values()) deepFreeze(item);
    for (const method of ['set', 'delete', 'clear']) Object.defineProperty(value, method, { value: refuse });
  }
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}
