import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ERRORS, type ErrorCode } from '../common/errors/catalogue.js';
import { PROBLEM_MEDIA_TYPE } from './problem.js';

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
  @ApiProperty({ required: false, example: [{ pointer: '/input/text', message: 'is required' }] })
  errors?: { pointer: string; message: string }[];
}

/**
 * Tells Swagger which errors a call (or every call of a controller) may give, beside `INTERNAL`, which any may; status and words come
 * from the catalogue.
 */
export function ApiProblems(...codes: readonly ErrorCode[]): ClassDecorator & MethodDecorator {
  const byStatus = Map.groupBy([...codes, 'INTERNAL'] as const, (code) => ERRORS[code].status);
  return applyDecorators(
    ...[...byStatus].map(([status, its]) =>
      ApiResponse({
        status,
        description: its.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('. '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(Problem) } } },
      }),
    ),
  );
}
