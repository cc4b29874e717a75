import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ERRORS, type ErrorCode } from '../common/errors/catalogue.js';
import { PROBLEM_MEDIA_TYPE } from './problem.js';

class ProblemField {
  @ApiProperty({ description: 'JSON pointer (RFC 6901).', example: '/input/text' })
  pointer: string;
  @ApiProperty({ example: 'is required: text of 1 to 8000 characters' })
  message: string;
}

/** The form of every error, for Swagger: an extra model of the document, to which `ApiProblems` refers. */
export class Problem {
  @ApiProperty({ example: 'urn:miniask:error:INPUT_INVALID' })
  type: string;
  @ApiProperty({ example: 'The request does not fit the contract' })
  title: string;
  @ApiProperty({ example: 400 })
  status: number;
  @ApiProperty({ enum: Object.keys(ERRORS), example: 'INPUT_INVALID' })
  code: ErrorCode;
  @ApiProperty()
  detail: string;
  @ApiProperty({ example: '1710000000000' })
  traceId: string;
  @ApiProperty({ required: false, type: [ProblemField] })
  errors?: readonly ProblemField[];
}

/** What any call may give that takes a body. */
export const BODY_PROBLEMS = [
  'BODY_MALFORMED',
  'INPUT_INVALID',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
] as const satisfies readonly ErrorCode[];

/** Metadata of what was told already, of a method or a class. */
const TOLD = Symbol('ApiProblems');

/**
 * Tells Swagger which errors a call (or every call of a controller) may give, beside `INTERNAL`, which any may; status and words come
 * from the catalogue. What is told of a call and of its controller adds up, also where they have a status in common.
 */
export function ApiProblems(...codes: readonly ErrorCode[]): ClassDecorator & MethodDecorator {
  const its = [...new Set([...codes, 'INTERNAL'] as const)];
  return (target: object, name?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (descriptor !== undefined) return tell(its, descriptor.value, { target, name, descriptor });
    tell(its, target, { target });
    if (typeof target === 'function') tellMethods(its, target.prototype);
  };
}

/** Where a decorator stands: at a class, or at a method of its prototype. */
interface Place {
  readonly target: object;
  readonly name?: string | symbol | undefined;
  readonly descriptor?: PropertyDescriptor;
}

/** Swagger takes nothing of a controller for a status that a call tells of by itself. */
function tellMethods(codes: readonly ErrorCode[], prototype: object): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (toldOf(descriptor.value).length > 0)
      tell(codes, descriptor.value, { target: prototype, name, descriptor });
  }
}

function tell(codes: readonly ErrorCode[], subject: object, { target, name, descriptor }: Place): void {
  const told = toldOf(subject);
  const news = codes.filter((code) => !told.includes(code));
  Reflect.defineMetadata(TOLD, [...told, ...news], subject);
  const responses = Array.from(
    Map.groupBy(news, (code) => ERRORS[code].status),
    toResponse,
  );
  applyDecorators(...responses)(target, name, descriptor);
}

function toldOf(subject: unknown): readonly ErrorCode[] {
  const told: unknown = typeof subject === 'function' ? Reflect.getOwnMetadata(TOLD, subject) : undefined;
  return Array.isArray(told) ? told : [];
}

function toResponse([status, codes]: readonly [number, readonly ErrorCode[]]): ClassDecorator &
  MethodDecorator {
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('. '),
    content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(Problem) } } },
  });
}
