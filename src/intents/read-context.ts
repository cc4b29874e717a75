import { type AskContext, CONTEXT_KEY, type ContextValue } from '../common/ask-context.js';
import type { FieldError } from '../common/errors/app-error.js';
import { codePoints, normaliseText } from '../common/text/normalise.js';
import { childPointer } from '../common/json-pointer.js';

const MAX_BYTES = 2048;
const MAX_KEYS = 20;
const MAX_DEPTH = 3;
const MAX_STRING = 500;

const KEY_RULE = 'keys must be 1 to 64 letters, digits, ".", "_", ":" or "-"';
const VALUE_RULE = `must be text of at most ${MAX_STRING} characters, a finite number, true, false, null or an object`;

/** Names that mean something to JavaScript itself. */
const RESERVED = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

export interface ContextReading {
  /** Undefined when there are errors. */
  readonly value: AskContext | undefined;
  readonly errors: readonly FieldError[];
}

/**
 * A client's context with its texts normalised, or all that is wrong with it. Keys are counted over all
 * levels; the context itself is the first of the three levels.
 */
export function readContext(raw: object, pointer: string): ContextReading {
  const reader = new ContextReader();
  const value = reader.readObject(raw, pointer, 1);
  const { errors } = reader;
  if (reader.keys > MAX_KEYS) errors.push({ pointer, message: `must have at most ${MAX_KEYS} keys` });
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > MAX_BYTES)
    errors.push({ pointer, message: `must be at most ${MAX_BYTES} bytes as JSON, not ${bytes}` });
  return { value: errors.length === 0 ? value : undefined, errors };
}

class ContextReader {
  readonly errors: FieldError[] = [];
  keys = 0;

  readObject(raw: object, pointer: string, depth: number): Record<string, ContextValue> {
    const read: Record<string, ContextValue> = {};
    for (const [key, value] of Object.entries(raw)) {
      this.keys += 1;
      if (this.keys > MAX_KEYS) break;
      const at = childPointer(pointer, key);
      if (!CONTEXT_KEY.test(key) || normaliseText(key) !== key) this.fail(at, KEY_RULE);
      else if (RESERVED.has(key)) this.fail(at, 'is a reserved name');
      else read[key] = this.readValue(value, at, depth);
    }
    return read;
  }

  private readValue(value: unknown, pointer: string, depth: number): ContextValue {
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value === 'string') return this.readString(value, pointer);
    if (typeof value !== 'object' || Array.isArray(value)) return this.fail(pointer, VALUE_RULE);
    if (depth < MAX_DEPTH) return this.readObject(value, pointer, depth + 1);
    return this.fail(pointer, `must not be an object: context has at most ${MAX_DEPTH} levels`);
  }

  private readString(value: string, pointer: string): ContextValue {
    const text = normaliseText(value);
    const length = codePoints(text);
    if (length <= MAX_STRING) return text;
    return this.fail(pointer, `must be text of at most ${MAX_STRING} characters, not ${length}`);
  }

  private fail(pointer: string, message: string): null {
    this.errors.push({ pointer, message });
    return null;
  }
}
