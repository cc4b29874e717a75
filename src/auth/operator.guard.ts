import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';

/** Lets operators through. Runs after `JwtAuthGuard`, which says who somebody is. */
@Injectable()
export class OperatorGuard implements CanActivate {
  /** @throws AppError `OPERATOR_ONLY`, or `UNAUTHENTICATED` where nobody was identified */
  canActivate(context: ExecutionContext): boolean {
    const { user } = context.switchToHttp().getRequest<FastifyRequest>();
    if (user === undefined) throw new AppError('UNAUTHENTICATED', { reason: 'token_missing' });
    if (!user.operator) throw new AppError('OPERATOR_ONLY');
    return true;
  }
}
