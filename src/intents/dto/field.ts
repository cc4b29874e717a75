import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';

/** What every field decorator takes. */
export interface FieldOptions {
  /** One sentence for Swagger. */
  readonly description: string;
  /** The field may be left out. `null` is not a way to leave it out. */
  readonly optional?: boolean;
}

export interface FieldRule {
  /** What is allowed, to stand after "must be". */
  readonly allowed: string;
  /** What is wrong with a value, to stand after the field's name; undefined when nothing is. */
  readonly fault: (value: unknown) => string | undefined;
}

/** A rule that has nothing more to say than what is allowed. */
export function rule(allowed: string, fits: (value: unknown) => boolean): FieldRule {
  return { allowed, fault: (value) => (fits(value) ? undefined : `must be ${allowed}`) };
}

/** One rule with one message, and the same rule in Swagger: what the field decorators are made of. */
export function field(
  checked: FieldRule,
  options: FieldOptions,
  schema: ApiPropertyOptions,
): PropertyDecorator {
  const { description, optional = false } = options;
  const fault = (value: unknown) => missing(value, checked, optional) ?? checked.fault(value);
  const validation = ValidateBy({
    name: 'contract',
    validator: {
      validate: (value) => fault(value) === undefined,
      defaultMessage: (problem) => fault(problem?.value) ?? `must be ${checked.allowed}`,
    },
  });
  const documentation = ApiProperty(Object.assign({}, schema, { description, required: !optional }));
  if (!optional) return applyDecorators(validation, documentation);
  return applyDecorators(
    ValidateIf((_object, value) => value !== undefined),
    validation,
    documentation,
  );
}

function missing(value: unknown, { allowed }: FieldRule, optional: boolean): string | undefined {
  if (value === undefined) return `is required: ${allowed}`;
  if (value === null) return `must be ${allowed}${optional ? ', or be left out' : ''}; null is not allowed`;
  return undefined;
}
