import type { ContextValue } from '../common/ask-context.js';
import { redactText } from './redact-text.js';

/** The smallest that is a mobile number. */
const LEAST_NUMBER = 13_000_000_000;

/** Plain data in which no text, key or number tells who somebody is. A number that does becomes a mark. */
export function redactJson(value: ContextValue): ContextValue;
export function redactJson(value: unknown): unknown;
export function redactJson(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'number') return redactNumber(value);
  if (Array.isArray(value)) return value.map((item: unknown) => redactJson(item));
  return typeof value === 'object' && value !== null ? redactObject(value) : value;
}

export function redactObject(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redactText(key), redactJson(item)]));
}

function redactNumber(value: number): number | string {
  if (Math.abs(value) < LEAST_NUMBER) return value;
  const text = String(value);
  const redacted = redactText(text);
  return redacted === text ? value : redacted;
}
