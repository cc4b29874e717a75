import { Ajv, type CodeOptions } from 'ajv';
import { default as ajvFormats } from 'ajv-formats';
import { textPattern } from './text/text-pattern.js';

/**
 * What a value has against it, such as `/bullets must NOT have more than 5 items`; undefined when it fits. It has no words
 * of the value: a name that the schema does not have, and a place in a list, are `*`.
 */
export type JsonCheck = (value: unknown) => string | undefined;

/**
 * A check of values against a JSON Schema (draft 7). Its patterns are in the syntax of RE2, as the values may be hostile.
 * @throws Error saying what is wrong with the schema
 */
export function jsonCheck(schema: Readonly<Record<string, unknown>>): JsonCheck {
  if ('$async' in schema) throw new Error('$async is not supported');
  // One each: schemas with the same $id must not meet.
  const ajv = new Ajv({ code: { regExp: linear } });
  ajvFormats.default(ajv);
  const validate = ajv.compile(schema);
  const names = new Set(namesIn(schema));
  return (value) => {
    if (validate(value)) return undefined;
    const [first] = validate.errors ?? [];
    return `${placeOf(first?.instancePath ?? '', names)} ${first?.message ?? 'does not fit'}`.trim();
  };
}

/** Of all that the schema says, however deep. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Array.isArray(schema) ? [] : Object.keys(schema);
  return own.concat(Object.values(schema).flatMap(namesIn));
}

/** @param path a JSON pointer */
function placeOf(path: string, names: ReadonlySet<string>): string {
  return path
    .split('/')
    .map((name) => (name === '' || names.has(name) ? name : '*'))
    .join('/');
}

/** `code` is for schemas that are compiled into files, which these are not. */
const linear: CodeOptions['regExp'] & object = Object.assign((source: string) => textPattern(source), {
  code: '',
});
