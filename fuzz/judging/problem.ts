import { z } from 'zod';
import { ERRORS } from '../../src/common/errors/catalogue.ts';
import type { Answer } from '../sending/exchange.ts';

const isCode = (code: string): code is keyof typeof ERRORS => Object.hasOwn(ERRORS, code);

/** RFC 9457 as the contract has it, and nothing beside. */
export const Problem = z.strictObject({
  type: z.string().startsWith('urn:miniask:error:'),
  title: z.string().min(1),
  status: z.int(),
  code: z.string().refine(isCode, { error: 'is not in the catalogue' }),
  detail: z.string().min(1),
  traceId: z.string().regex(/^[\w.:-]{1,64}$/),
  errors: z.array(z.strictObject({ pointer: z.string().regex(/^(?:\/.*)?$/s), message: z.string().min(1) })).max(20).optional(),
  // What OFREP wants beside, of its calls alone.
  key: z.string().optional(),
  errorCode: z.enum(['PARSE_ERROR', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'FLAG_NOT_FOUND', 'GENERAL']).optional(),
  errorDetails: z.string().min(1).optional(),
}); // prettier-ignore

export type Problem = z.infer<typeof Problem>;

/** What is wrong with the form of a refusal. */
export function problemFaults({ status, headers, body }: Answer): string[] {
  const type = headers.get('content-type')?.[0] ?? 'none';
  if (!type.startsWith('application/problem+json')) return [`content-type of a ${status} is ${type}`];
  const parsed = parseProblem(body);
  if (typeof parsed === 'string') return [parsed];
  return [...bodyFaults(parsed, status, headers), ...headerFaults(parsed, headers)];
}

/** The problem, or what is wrong with it. */
export function parseProblem(body: Buffer): Problem | string {
  try {
    const { data, error } = Problem.safeParse(JSON.parse(body.toString()));
    return data ?? z.prettifyError(error);
  } catch {
    return 'the body of a problem is not JSON';
  }
}

function bodyFaults(problem: Problem, status: number, headers: Answer['headers']): string[] {
  const { code, type, traceId } = problem;
  const known = ERRORS[code];
  return [
    ...(known.status === status && problem.status === status ? [] : [`${code} with status ${status} and ${problem.status}`]),
    ...(type === `urn:miniask:error:${code}` ? [] : [`type ${type} of ${code}`]),
    ...(problem.title === known.title ? [] : [`title of ${code}: ${problem.title}`]),
    ...(headers.get('x-trace-id')?.[0] === traceId ? [] : ['x-trace-id is not the traceId of the problem']),
    ...(code !== 'INPUT_INVALID' || problem.errors !== undefined ? [] : ['INPUT_INVALID without errors']),
  ];
} // prettier-ignore

/** Headers that a refusal cannot do without, by its status. */
const NEEDED: Readonly<Record<number, readonly [name: string, form: RegExp]>> = {
  401: ['www-authenticate', /^Bearer/],
  405: ['allow', /^/],
  429: ['retry-after', /^[1-9]\d*$/],
  503: ['retry-after', /^[1-9]\d*$/],
};

function headerFaults({ code }: Problem, headers: Answer['headers']): string[] {
  const needed = NEEDED[ERRORS[code].status];
  if (needed === undefined || code === 'LOGIN_CODE_INVALID') return [];
  const [name, form] = needed;
  const [value] = headers.get(name) ?? [];
  if (value === undefined) return [`${code} without ${name}`];
  return form.test(value) ? [] : [`${name} of ${code} is ${JSON.stringify(value)}`];
}
