import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidatorOptions } from 'class-validator';
import type { FieldError } from '../common/errors/app-error.js';
import { toFieldErrors } from '../http/validation.js';
import type { RegisteredIntent } from './intent-registry.js';

export const STRICT: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
};

/** A part of the body as it was understood, and what was wrong with it. */
export interface Reading<T> {
  readonly value: T | undefined;
  readonly errors: readonly FieldError[];
}

/** The input of an ask as the intent has it: an instance of its DTO, or all that is wrong with it. */
export function readInput(input: object, intent: RegisteredIntent): Reading<object> {
  const value = plainToInstance(intent.options.input, input);
  return { value, errors: toFieldErrors(validateSync(value, STRICT), '/input') };
}
