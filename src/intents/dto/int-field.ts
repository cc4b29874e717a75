import { field, type FieldOptions, rule } from './field.js';

export interface IntFieldOptions extends FieldOptions {
  readonly min: number;
  readonly max: number;
  /** For Swagger; the value itself is the property's initialiser. */
  readonly default?: number;
}

/** A whole JSON number; `"3"` is none. */
export function IntField(options: IntFieldOptions): PropertyDecorator {
  const { min, max } = options;
  const allowed = `a whole number from ${min} to ${max}`;
  const fits = (value: unknown) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  const schema = {
    type: 'integer' as const,
    minimum: min,
    maximum: max,
    ...(options.default !== undefined && { default: options.default }),
  };
  return field(rule(allowed, fits), options, schema);
}
