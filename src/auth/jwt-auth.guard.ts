import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import { requestContext } from '../trace/request-context.js';
import { JwtStrategy } from './jwt.strategy.js';
import { Public } from './public.decorator.js';

/** What jsonwebtoken says of a token (its `verify.js`) and what we call it in logs. */
const REASONS: readonly (readonly [start: string, reason: string])[] = [
  ['No auth token', 'token_missing'],
  ['invalid signature', 'token_signature_wrong'],
  ['jwt audience invalid', 'token_audience_wrong'],
  ['jwt issuer invalid', 'token_issuer_wrong'],
];

/**
 * Lets a request through that carries a valid bearer token, or that asks for something public.
 * @throws AppError `TOKEN_EXPIRED` when time is all that is wrong with the token, else `UNAUTHENTICATED`
 */
@Injectable()
export class JwtAuthGuard extends AuthGuard() {
  constructor(
    private readonly strategy: JwtStrategy,
    private readonly reflector: Reflector,
  ) {
    super({ defaultStrategy: strategy.passportName });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride(Public, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const user = this.strategy.recall(request);
    if (user === undefined) await super.canActivate(context);
    else request.user = user;
    requestContext(request).trace.userId = request.user?.userId ?? null;
    return true;
  }

  /** Called by passport with a user, or with what kept it from finding one. */
  override handleRequest<User>(error: unknown, user: User | false | null | undefined, info: unknown): User {
    if (error instanceof Error) throw error;
    if (info instanceof AppError) throw info;
    if (user) return user;
    throw new AppError('UNAUTHENTICATED', { reason: refusalReason(info) });
  }
}

function refusalReason(info: unknown): string {
  const message = info instanceof Error ? info.message : '';
  return REASONS.find(([start]) => message.startsWith(start))?.[1] ?? 'token_invalid';
}
