import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import type { AuthenticatedUser } from './authenticated-user.js';

/** The user whose token the request carries, as a handler's parameter. */
export const CurrentUser = createParamDecorator<unknown, AuthenticatedUser>((_, context: ExecutionContext) =>
  currentUser(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** @throws AppError `UNAUTHENTICATED` on a public route, where nobody is known */
export function currentUser({ user }: Pick<FastifyRequest, 'user'>): AuthenticatedUser {
  if (user === undefined) throw new AppError('UNAUTHENTICATED', { reason: 'token_missing' });
  return user;
}
