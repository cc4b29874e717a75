import { type ArgumentMetadata, ValidationPipe, type ValidationPipeOptions } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { AppError, type FieldError } from '../common/errors/app-error.js';
import { childPointer } from '../common/json-pointer.js';

/** Enough to mend a request by; a hostile one cannot make the answer longer than this. */
const MAX_ERRORS = 20;

/** Levels of objects and arrays; hardly a contract needs half as many. */
export const MAX_DEPTH = 16;

const UNKNOWN_FIELD = 'is not a known field';

const NOT_AN_OBJECT: FieldError = { pointer: '', message: 'must be a JSON object' };

interface BodyExpectation {
  /** No body at all is as good as an object without fields. */
  readonly isBodyOptional?: boolean;
  /** Levels of objects and arrays, where a contract needs more than others. */
  readonly maxDepth?: number;
}

/** Refuses whatever the DTO class does not name and anything but an object, as `INPUT_INVALID`. */
class ContractValidationPipe extends ValidationPipe {
  constructor(
    private readonly body: BodyExpectation,
    options: ValidationPipeOptions,
  ) {
    super(options);
  }

  override async transform(given: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const value = given === undefined && this.body.isBodyOptional === true ? {} : given;
    if (metadata.type === 'body' && !isJsonObject(value)) throw inputInvalid([NOT_AN_OBJECT]);
    const hostile = structureErrors(value, '', this.body.maxDepth);
    if (hostile.length > 0) throw inputInvalid(hostile);
    return super.transform(value, metadata);
  }
}

/** Turns a plain request body, query or set of parameters into its DTO, or throws `INPUT_INVALID`. */
export function contractValidationPipe(body: BodyExpectation = {}): ValidationPipe {
  return new ContractValidationPipe(body, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => inputInvalid(toFieldErrors(errors)),
  });
}

/** @param errors of which the first 20 are told */
export function inputInvalid(errors: readonly FieldError[]): AppError {
  return new AppError('INPUT_INVALID', { errors: errors.slice(0, MAX_ERRORS) });
}

/**
 * class-validator's tree of errors as a flat list, at most 20 of them.
 * @param prefix JSON pointer of the validated value within the body, such as `/input`.
 */
export function toFieldErrors(errors: readonly ValidationError[], prefix = ''): FieldError[] {
  return flatten(errors, prefix).slice(0, MAX_ERRORS);
}

function flatten(errors: readonly ValidationError[], prefix: string): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const pointer = childPointer(prefix, property);
    const own = Object.entries(constraints).map(([rule, message]) => ({
      pointer,
      message: rule === 'whitelistValidation' ? UNKNOWN_FIELD : message,
    }));
    return [...own, ...flatten(children, pointer)];
  });
}

/**
 * What the validators cannot be trusted with. class-transformer drops fields named like a member of
 * every object (`constructor`, `toString` …) in silence, so the whitelist would never see that they
 * were sent; and it descends by recursion, so that a body nested deeply enough overflows the stack.
 * @param prefix as for {@link toFieldErrors}
 */
export function structureErrors(value: unknown, prefix = '', maxDepth = MAX_DEPTH): FieldError[] {
  const found: FieldError[] = [];
  const waiting: Visit[] = [{ value, pointer: prefix, depth: 1 }];
  for (let visit = waiting.pop(); visit !== undefined && found.length < MAX_ERRORS; visit = waiting.pop()) {
    if (typeof visit.value !== 'object' || visit.value === null) continue;
    if (visit.depth > maxDepth) return [{ pointer: prefix, message: 'is nested too deeply' }];
    for (const [name, child] of Object.entries(visit.value)) {
      const pointer = childPointer(visit.pointer, name);
      if (name in Object.prototype) found.push({ pointer, message: UNKNOWN_FIELD });
      else waiting.push({ value: child, pointer, depth: visit.depth + 1 });
    }
  }
  return found;
}

interface Visit {
  readonly value: unknown;
  readonly pointer: string;
  readonly depth: number;
}

function isJsonObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
