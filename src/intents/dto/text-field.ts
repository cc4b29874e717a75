import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { codePoints, normaliseText } from '../../common/text/normalise.js';
import { field, type FieldOptions } from './field.js';

export interface TextFieldOptions extends FieldOptions {
  /** Code points after normalisation; 0 also allows a blank text. */
  readonly min: number;
  readonly max: number;
  readonly example?: string;
  /** Keeps the client's own spelling, for what it compares with its data; the rules are checked all the same. */
  readonly verbatim?: boolean;
  /** Text that cannot be taken although it fits, such as a reserved name. */
  readonly refused?: ReadonlySet<string>;
}

/** A client's text: normalised before anything else sees it, its length counted in characters after that. */
export function TextField(options: TextFieldOptions): PropertyDecorator {
  const { min, max, example, verbatim = false } = options;
  const schema = { type: String, minLength: min, maxLength: max, ...(example !== undefined && { example }) };
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (verbatim ? value : normalised(value))),
    field(
      { allowed: allowed(options), fault: (value) => fault(normalised(value), options) },
      options,
      schema,
    ),
  );
}

function normalised(value: unknown): unknown {
  return typeof value === 'string' ? normaliseText(value) : value;
}

function allowed({ min, max }: TextFieldOptions): string {
  return `text of ${min} to ${max} characters`;
}

function fault(value: unknown, options: TextFieldOptions): string | undefined {
  const { min, max, refused } = options;
  if (typeof value !== 'string') return `must be ${allowed(options)}`;
  if (min > 0 && value.trim() === '') return 'must not be blank';
  if (refused?.has(value) === true) return 'is a reserved name';
  const length = codePoints(value);
  return length < min || length > max ? `must be ${allowed(options)}, not ${length}` : undefined;
}
