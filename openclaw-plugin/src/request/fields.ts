import { type JsonObject, isObject } from '../common/json.js';
import { invalid } from '../errors/plugin-error.js';

/** Makes something of the value at a place, or throws what is wrong with it. */
export type Parse<T> = (value: unknown, at: string) => T;

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/** An object without keys beside `known`. */
export function objectAt(value: unknown, at: string, known: readonly string[]): JsonObject {
  if (!isObject(value)) throw invalid(at, 'must be an object');
  const foreign = Object.keys(value).find((key) => !known.includes(key));
  if (foreign !== undefined) throw invalid(placeOf(at, foreign), 'is not known here');
  return value;
}

/** A string of 1 to `max` characters. */
export function stringOf(max: number): Parse<string> {
  return (value, at) => {
    if (typeof value !== 'string') throw invalid(at, 'must be a string');
    if (value === '' || value.length > max) throw invalid(at, `must have 1 to ${max} characters`);
    return value;
  };
}

export function numberOf({ min, max, integer = false }: NumberRange): Parse<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(at, 'must be a number');
    if (integer && !Number.isInteger(value)) throw invalid(at, 'must be an integer');
    if (value < min || value > max) throw invalid(at, `must lie between ${min} and ${max}`);
    return value;
  };
}

export const booleanAt: Parse<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw invalid(at, 'must be true or false');
  return value;
};

export function oneOf<const T extends string>(options: readonly T[]): Parse<T> {
  return (value, at) => {
    const found = options.find((option) => option === value);
    if (found === undefined) throw invalid(at, `must be one of ${options.join(', ')}`);
    return found;
  };
}

/** A list of `min` to `max` elements. */
export function listOf<T>(parse: Parse<T>, min: number, max: number): Parse<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw invalid(at, 'must be an array');
    if (value.length < min || value.length > max) throw invalid(at, `must have ${min} to ${max} elements`);
    return value.map((element, index) => parse(element, `${at}[${index}]`));
  };
}

/** The field of an object, or undefined where it is absent; null is not absent. */
export function optional<T>(object: JsonObject, key: string, at: string, parse: Parse<T>): T | undefined {
  const value = object[key];
  return value === undefined ? undefined : parse(value, placeOf(at, key));
}

/** The field of an object. */
export function required<T>(object: JsonObject, key: string, at: string, parse: Parse<T>): T {
  if (object[key] === undefined) throw invalid(placeOf(at, key), 'is missing');
  return parse(object[key], placeOf(at, key));
}

/** The body itself has no name. */
function placeOf(at: string, key: string): string {
  const name = key.length > 60 ? `${key.slice(0, 60)}…` : key;
  return at === BODY ? name : `${at}.${name}`;
}

export const BODY = 'The body';
