import { applyDecorators, type Type } from '@nestjs/common';
import { Type as TransformTo } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { normaliseText } from '../../common/text/normalise.js';
import { field, type FieldOptions } from './field.js';

export interface ListOptions extends FieldOptions {
  readonly min?: number;
  readonly max: number;
  /** A text field in which no two elements may be the same, however each is spelt. */
  readonly uniqueBy?: string;
}

/** A list of objects, each validated by its own DTO class. */
export function ListOf(element: Type<object>, options: ListOptions): PropertyDecorator {
  const { min = 0, max } = options;
  const allowed = min === 0 ? `a list of at most ${max} objects` : `a list of ${min} to ${max} objects`;
  const fault = (value: unknown) => {
    if (!Array.isArray(value)) return `must be ${allowed}`;
    if (value.length < min || value.length > max) return `must be ${allowed}, not ${value.length}`;
    // class-validator would walk into lists within the list as if they were it.
    if (value.some(Array.isArray)) return `must be ${allowed} and nothing else`;
    return repeated(value, options.uniqueBy);
  };
  return applyDecorators(
    TransformTo(() => element),
    field({ allowed, fault }, options, { type: () => element, isArray: true, minItems: min, maxItems: max }),
    ValidateNested({ each: true, message: 'must be an object' }),
  );
}

function repeated(list: readonly unknown[], key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  const values = list
    .map((each) => comparable(Reflect.get(Object(each), key)))
    .filter((value) => value !== undefined);
  return new Set(values).size < values.length ? `must not have two elements with the same ${key}` : undefined;
}

function comparable(value: unknown): unknown {
  return typeof value === 'string' ? normaliseText(value).trim() : value;
}
