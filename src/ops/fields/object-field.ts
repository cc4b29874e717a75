import { applyDecorators, type Type } from '@nestjs/common';
import { Type as TransformTo } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { type FieldOptions, field, rule } from '../../intents/dto/field.js';

/** An object that is validated by its own DTO class. */
export function ObjectField(type: Type<object>, options: FieldOptions): PropertyDecorator {
  return applyDecorators(
    TransformTo(() => type),
    field(rule('an object', isObject), options, { type: () => type }),
    ValidateNested({ message: 'must be an object' }),
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
