import { validRange } from 'semver';
import { z } from 'zod';
import { didYouMean } from './did-you-mean.js';

/**
 * The building blocks of every schema for files and variables. Each carries one message that says what
 * is allowed, whatever the fault, so that a report teaches instead of naming a rule.
 */

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
export const NAME_RULE = 'must begin with a letter and have at most 64 letters, digits, "_" and "-"';

/** Beyond this a text is a mistake, such as a file pasted into the wrong place. */
const MAX_TEXT = 100_000;

/** Of a wrong name that is quoted. */
const MAX_SHOWN = 40;

/** How profiles, models and labels may be called. */
export function nameKey() {
  return z.string({ error: NAME_RULE }).regex(NAME, { error: NAME_RULE });
}

/** A name that is declared elsewhere; whether it exists is for the reference check to say. */
export function reference(what: string) {
  const error = `must be ${what}`;
  return z.string({ error }).min(1, { error });
}

export function text(max = MAX_TEXT) {
  const error = `must be text of 1 to ${max} characters`;
  return z
    .string({
      error: ({ input }) =>
        typeof input === 'string' || input === undefined || input === null
          ? error
          : `${error}; put a number, true or false in quotes`,
    })
    .regex(/\S/, { error: 'must not be blank', abort: true })
    .max(max, { error });
}

export function pattern(regex: RegExp, rule: string) {
  return z.string({ error: rule }).regex(regex, { error: rule });
}

export function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function decimal(min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

/** The name of a time zone as the IANA lists them, whose rules this Node.js knows. */
export function timeZone() {
  const error = 'must be the name of a time zone, such as Asia/Shanghai, Europe/Berlin or UTC';
  return z.string({ error }).superRefine((name, context) => {
    if (isTimeZone(name)) return;
    const near = didYouMean(name, Intl.supportedValuesOf('timeZone'));
    const shown = JSON.stringify(name.slice(0, MAX_SHOWN));
    context.addIssue({ code: 'custom', message: `${error}, not ${shown}${near}` });
  });
}

function isTimeZone(name: string): boolean {
  // Offsets such as +08:00 are no names: they know no summer.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** What `semver` takes for a range of versions, such as `>=1.4.0 <2` or `1.x`. */
export function versionRange() {
  const error = 'must be a range of versions, such as ">=1.4.0" or "1.2.x || >=2.0.0"';
  return z
    .string({ error })
    .max(200, { error })
    .refine((range) => range.trim() !== '' && validRange(range) !== null, { error });
}

export function flag() {
  return z.boolean({ error: 'must be true or false' });
}

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}

export function listOf<Item extends z.ZodType>(item: Item, what: string, max: number) {
  const error = `must be a list of at most ${max} ${what}`;
  return z.array(item, { error }).max(max, { error });
}

/** A map whose keys are chosen by the people who write the file. */
export function mapOf<Value extends z.ZodType>(value: Value, what: string) {
  return z.record(nameKey(), value, { error: `must be a map of ${what}` });
}

/**
 * A map whose keys are ours; any other is an error. The message for unknown keys has one line a key, in
 * the order of the issue's `keys`, because only here it is known what was allowed.
 */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  const allowed = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, allowed)).join('\n')
        : `must be a map with the keys ${allowed.join(', ')}`,
  });
}

function unknownKey(key: string, allowed: readonly string[]): string {
  return `is not a known key${didYouMean(key, allowed)}; allowed here: ${allowed.join(', ')}`;
}
