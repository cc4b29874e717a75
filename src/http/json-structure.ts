import type { FieldError } from '../common/errors/app-error.js';
import { childPointer } from '../common/json-pointer.js';
import type { BodyRules } from './body-rules.js';
import { MAX_DEPTH } from './validation.js';

/** Members and elements of a whole body. The largest ask that the contract allows has some 250. */
const MAX_PARTS = 2000;

/** What gives JSON its structure, and numbers. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]|-?\d[\d.eE+-]*/g;

/** An object or array that is not at its end yet. */
interface Frame {
  /** Null in an array. */
  readonly names: Set<string> | null;
  awaitsName: boolean;
  /** The member or element that was reached. */
  at: string | number;
}

/**
 * The first thing that `JSON.parse` would keep silent about: a name that stands twice in an object, of which
 * every reader may take another one (RFC 8259, section 4), a number that it would make infinite, which JSON cannot hold
 * again, too deep a nesting, too many parts.
 * @param json known to be valid; read once from the first character to the last
 */
export function structureFault(
  json: string,
  { depth = MAX_DEPTH, parts: most = MAX_PARTS }: Pick<BodyRules, 'depth' | 'parts'> = {},
): FieldError | undefined {
  const frames: Frame[] = [];
  let parts = 0;
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === ',' && ++parts > most) return fault('', `must not have more than ${most} parts`);
    if (isOpening(token) && frames.length === depth) return fault('', 'is nested too deeply');
    if (isInfinite(token)) return fault(pointerOf(frames), 'must be a finite number');
    if (!follow(frames, token)) return fault(pointerOf(frames), 'must not be given twice');
  }
  return undefined;
}

/** Goes one token further; false when that was a name which its object has already. */
function follow(frames: Frame[], token: string): boolean {
  const frame = frames.at(-1);
  if (isOpening(token)) frames.push(opened(token));
  else if (token === '}' || token === ']') frames.pop();
  else if (frame === undefined) return true;
  else if (token === ',') next(frame);
  else if (frame.awaitsName) return take(frame, token);
  return true;
}

function isInfinite(token: string): boolean {
  return /^[-\d]/.test(token) && !Number.isFinite(Number(token));
}

function isOpening(token: string): token is '{' | '[' {
  return token === '{' || token === '[';
}

function fault(pointer: string, message: string): FieldError {
  return { pointer, message };
}

function opened(bracket: '{' | '['): Frame {
  return bracket === '{'
    ? { names: new Set(), awaitsName: true, at: '' }
    : { names: null, awaitsName: false, at: 0 };
}

function next(frame: Frame): void {
  if (typeof frame.at === 'number') frame.at += 1;
  else frame.awaitsName = true;
}

/** False when the object had that name already, however it is spelt: `"a"` and `"\u0061"` are one. */
function take(frame: Frame, token: string): boolean {
  const name = String(JSON.parse(token));
  const isNew = frame.names?.has(name) === false;
  frame.names?.add(name);
  frame.at = name;
  frame.awaitsName = false;
  return isNew;
}

function pointerOf(frames: readonly Frame[]): string {
  return frames.reduce((pointer, { at }) => childPointer(pointer, String(at)), '');
}
