import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestContext } from '../trace/request-context.js';
import { ProfileRegistry } from './profile-registry.js';
import { resolveProfile } from './router.js';

/**
 * Refuses an ask that no allowed profile can serve, before its body is read any further. Silent on
 * what it cannot judge: malformed bodies and intents without a route get their answer further on.
 */
@Injectable()
export class AllowedProfileGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const { snapshot, trace } = requestContext(request);
    const claim = claimOf(request.body);
    if (claim === undefined) return true;
    if (new ProfileRegistry(snapshot).route(claim.intent) === undefined) return true;
    // What the pipe may refuse next, or the router now, is traced as an ask for this intent.
    trace.intent = claim.intent;
    trace.profileHint = claim.hint ?? null;
    resolveProfile(snapshot, { ...claim, userId: trace.userId ?? '' });
    return true;
  }
}

/** The two fields that the guard needs, where they have their types; the rest is the pipe's business. */
function claimOf(body: unknown): { intent: string; hint: string | undefined } | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { intent, profile }: { intent?: unknown; profile?: unknown } = body;
  if (typeof intent !== 'string') return undefined;
  if (profile !== undefined && (typeof profile !== 'string' || profile === '')) return undefined;
  return { intent, hint: profile };
}
