import { Problem } from '../../api/problem.js';

/** What is wrong, by the pointer of the field in the request. */
export type FieldErrors = Readonly<Record<string, string>>;

/**
 * What the server has against a request, as far as there are fields for it.
 * @param fieldOf the pointer of the field that a pointer leads to, or into
 */
export function serverErrorsOf(
  error: Error | null,
  fieldOf: (pointer: string) => string | undefined,
): FieldErrors {
  if (!(error instanceof Problem)) return {};
  const pairs = error.errors.flatMap(({ pointer, message }) => {
    const field = fieldOf(pointer);
    return field === undefined ? [] : [[field, pointer === field ? message : `${pointer}: ${message}`]];
  });
  return Object.fromEntries(pairs);
}
