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
