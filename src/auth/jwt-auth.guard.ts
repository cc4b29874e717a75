import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import { clientAddress } from '../limits/client-address.js';
import { ProxyNotice } from '../limits/proxy-notice.js';
import { Strangers } from '../limits/strangers.js';
import { requestContext } from '../trace/request-context.js';
import { bearerToken } from './bearer-token.js';
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
 * @throws AppError `TOKEN_EXPIRED` when time is all that is wrong with the token, else `UNAUTHENTICATED`;
 * `RATE_LIMITED` when too many such requests came from the same address
 */
@Injectable()
export class JwtAuthGuard extends AuthGuard() {
  constructor(
    private readonly strategy: JwtStrategy,
    private readonly strangers: Strangers,
    private readonly proxies: ProxyNotice,
    private readonly reflector: Reflector,
  ) {
    super({ defaultStrategy: strategy.passportName });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    this.proxies.look(request);
    if (this.reflector.getAllAndOverride(Public, [context.getHandler(), context.getClass()])) return true;
    try {
      await this.identify(context, request);
    } catch (error) {
      throw await this.counted(context, request, error);
    }
    requestContext(request).trace.userId = request.user?.userId ?? null;
    return true;
  }

  private async identify(context: ExecutionContext, request: FastifyRequest): Promise<void> {
    const user = this.strategy.recall(request);
    if (user !== undefined) {
      request.user = user;
      return;
    }
    // Again, because others may have failed while this one's body came. Who has shown a good token before is no
    // stranger, whoever else calls from there.
    if (!this.strategy.knows(request))
      this.strangers.admit(request, clientAddress(request), replyOf(context));
    await super.canActivate(context);
  }

  /** The error that the request is to be refused with; where nothing is wrong with its token, nobody is blamed. */
  private async counted(
    context: ExecutionContext,
    request: FastifyRequest,
    error: unknown,
  ): Promise<unknown> {
    if (!(error instanceof AppError) || error.problem.status !== 401) return error;
    return this.strangers.refused(request, replyOf(context), error, bearerToken(request));
  }

  /** Called by passport with a user, or with what kept it from finding one. */
  override handleRequest<User>(error: unknown, user: User | false | null | undefined, info: unknown): User {
    if (error instanceof Error) throw error;
    if (info instanceof AppError) throw info;
    if (user) return user;
    throw new AppError('UNAUTHENTICATED', { reason: refusalReason(info) });
  }
}

function replyOf(context: ExecutionContext): FastifyReply {
  return context.switchToHttp().getResponse<FastifyReply>();
}

function refusalReason(info: unknown): string {
  const message = info instanceof Error ? info.message : '';
  return REASONS.find(([start]) => message.startsWith(start))?.[1] ?? 'token_invalid';
}
