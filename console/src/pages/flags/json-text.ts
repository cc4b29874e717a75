import json5 from 'json5';
import { compactJson } from '../../components/compact-json.js';
import type { Json, JsonObject } from '../../api/change-types.js';

export type JsonFault =
  { readonly kind: 'syntax'; readonly line: number; readonly column: number } | { readonly kind: 'object' };

export type ReadObject =
  | { readonly value: JsonObject | null; readonly fault?: undefined }
  | { readonly value?: undefined; readonly fault: JsonFault };

/** Reads what was typed as an object, also with the comments and commas that people leave in it; nothing at all is null. */
export function readObject(text: string): ReadObject {
  if (text.trim() === '') return { value: null };
  try {
    const value = json5.parse<Json>(text);
    return isObject(value) ? { value } : { fault: { kind: 'object' } };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The browser's own parser does not say where it is. */
function faultOf(error: unknown): JsonFault {
  const [, line, column] = /(\d+):(\d+)$/.exec(error instanceof Error ? error.message : '') ?? [];
  return { kind: 'syntax', line: Number(line ?? 1), column: Number(column ?? 1) };
}

/** As people read it; nothing of null. */
export function jsonText(value: JsonObject | null): string {
  return value === null ? '' : compactJson(value);
}
