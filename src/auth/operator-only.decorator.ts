import { UseGuards, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { OperatorGuard } from './operator.guard.js';

/** Reserves a handler or a controller for tokens with the role `operator`. */
export function OperatorOnly(): ClassDecorator & MethodDecorator {
  return applyDecorators(
    UseGuards(OperatorGuard),
    ApiBearerAuth(),
    ApiProblems('UNAUTHENTICATED', 'TOKEN_EXPIRED', 'OPERATOR_ONLY', 'RATE_LIMITED'),
  );
}
