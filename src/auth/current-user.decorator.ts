import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import type { AuthenticatedUser } from './authenticated-user.js';

/**
 * The user whose token the request carries, as a handler's parameter.
 * @throws AppError `UNAUTHENTICATED` on a public route, where nobody is known
 */
export const CurrentUser = createParamDecorator<unknown, AuthenticatedUser>(
  (_, context: ExecutionContext) => {
    const { user } = context.switchToHttp().getRequest<FastifyRequest>();
    if (user === undefined) throw new AppError('UNAUTHENTICATED', { reason: 'token_missing' });
    return user;
  },
);
