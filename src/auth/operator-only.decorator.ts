import { UseGuards, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiForbiddenResponse, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { OperatorGuard } from './operator.guard.js';

/** Reserves a handler or a controller for tokens with the role `operator`. */
export function OperatorOnly(): ClassDecorator & MethodDecorator {
  return applyDecorators(
    UseGuards(OperatorGuard),
    ApiBearerAuth(),
    ApiUnauthorizedResponse({ description: '`UNAUTHENTICATED` or `TOKEN_EXPIRED`' }),
    ApiForbiddenResponse({ description: '`OPERATOR_ONLY`: the token has no role `operator`' }),
  );
}
