import type { z } from 'zod';
import { isPlainObject } from '../common/is-plain-object.js';
import { didYouMean } from './did-you-mean.js';

/** What a schema has to say about one place in foreign data; where that is in the file, the file knows. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  /** Whether the key itself is at fault or what stands behind it. */
  readonly at: 'key' | 'value';
  readonly message: string;
}

/** Longer values are cut: a report is no place for a prompt. */
const MAX_SHOWN = 40;

/** @param issues of a parse with `reportInput`, so that the messages can tell missing from wrong. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], parent: readonly PropertyKey[] = []): Fault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, [...parent, ...issue.path]));
}

/** Such as `profiles.summarize_v1.tools[0]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = String(part);
    if (!/^[\w-]+$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function faultsOfIssue(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): Fault[] {
  if (issue.code === 'unrecognized_keys') return faultsOfKeys(issue, path);
  if (issue.code === 'invalid_key') {
    return [{ path, at: 'key', message: issue.issues[0]?.message ?? issue.message }];
  }
  if (issue.code === 'invalid_union') return faultsOfUnion(issue, path);
  return [{ path, at: 'value', message: withInput(issue) }];
}

/** The message has one line a key: see `section` in the schema kit. */
function faultsOfKeys(issue: z.core.$ZodIssueUnrecognizedKeys, path: readonly PropertyKey[]): Fault[] {
  const messages = issue.message.split('\n');
  return issue.keys.map((key, index) => ({
    path: [...path, key],
    at: 'key',
    message: messages[index] ?? issue.message,
  }));
}

/** Where one form of the union fits but for its members or its size, their faults help more than "must be a or b". */
function faultsOfUnion(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): Fault[] {
  if ('options' in issue && issue.options !== undefined) return [faultOfKind(issue, issue.options, path)];
  const intended = issue.errors.find((branch) =>
    branch.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys' || isOfSize(inner)),
  );
  if (intended !== undefined && intended.length > 0) return faultsOf(intended, path);
  return [{ path, at: 'value', message: withInput(issue) }];
}

/** No form of the union is of the kind that the data names. */
function faultOfKind(
  issue: z.core.$ZodIssueInvalidUnion,
  kinds: readonly unknown[],
  path: readonly PropertyKey[],
): Fault {
  const { input, discriminator = '', message } = issue;
  const kind: unknown = isPlainObject(input) ? Reflect.get(input, discriminator) : undefined;
  if (typeof kind !== 'string') return { path, at: 'value', message: `is missing or no text; it ${message}` };
  return {
    path,
    at: 'value',
    message: `${message}, not ${show(kind)}${didYouMean(kind, kinds.map(String))}`,
  };
}

function withInput(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.input === undefined) return `is missing; it ${issue.message}`;
  if (issue.input === null) return `is empty; it ${issue.message}`;
  if (Array.isArray(issue.input) && isOfSize(issue)) return withLength(issue.message, issue.input.length);
  return `${issue.message}, not ${show(issue.input)}${suggestion(issue)}`;
}

/** The value is what it should be, but for how much there is of it. */
function isOfSize({ code }: z.core.$ZodIssue): boolean {
  return code === 'too_small' || code === 'too_big';
}

function withLength(message: string, length: number): string {
  return length === 0 ? message : `${message}, not ${length}`;
}

function suggestion(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_value' || typeof issue.input !== 'string') return '';
  return didYouMean(issue.input, issue.values.map(String));
}

function show(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a map';
  const text = typeof input === 'number' ? String(input) : (JSON.stringify(input) ?? typeof input);
  return text.length <= MAX_SHOWN ? text : `one of ${text.length} characters`;
}
