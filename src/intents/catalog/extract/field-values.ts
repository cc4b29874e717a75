import type { FieldSpec } from '../../../agent/local-task.js';
import { normaliseText } from '../../../common/text/normalise.js';
import { readBoolean } from '../../../output/values/boolean.js';
import { readDate } from '../../../output/values/date.js';
import { readNumber } from '../../../output/values/number.js';
import type { FieldValue } from './extract.dto.js';

/** Words that models write where they were told to write null. */
const NOTHING = new Set([
  '',
  'null',
  'none',
  'n/a',
  'na',
  'unknown',
  'undefined',
  '无',
  '未知',
  '未提及',
  '-',
  '—',
  '…',
  '...',
]);

/** `value` as the type that was asked for, read generously; null when it is nothing of that type. */
export function readValue(value: unknown, type: FieldSpec['type']): FieldValue {
  const plain = unwrapped(value);
  if (plain === null) return null;
  if (type === 'string') return String(plain);
  if (typeof plain === type) return plain;
  if (typeof plain === 'boolean') return null;
  const text = String(plain);
  if (type === 'number') return readNumber(text);
  return type === 'boolean' ? readBoolean(text) : readDate(text);
}

/** `{"value": …}` and lists are what models make of a field when a plain value would do. */
function unwrapped(value: unknown): Exclude<FieldValue, null> | null {
  if (Array.isArray(value)) return joined(value);
  if (typeof value === 'object' && value !== null && 'value' in value) return scalar(value.value);
  return scalar(value);
}

function joined(values: readonly unknown[]): FieldValue {
  const scalars = values.map(scalar).filter((value) => value !== null);
  return scalars.length > 1 ? scalars.join(', ') : (scalars[0] ?? null);
}

function scalar(value: unknown): FieldValue {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = normaliseText(value).trim();
  return NOTHING.has(text.toLowerCase()) ? null : text;
}
