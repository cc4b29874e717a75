import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isPlainObject } from '../common/is-plain-object.js';
import { isProfileHint } from '../intents/ask-envelope.dto.js';
import { readContext } from '../intents/read-context.js';
import { Flags } from '../flags/flags.js';
import { requestContext } from '../trace/request-context.js';
import { ProfileRegistry } from './profile-registry.js';
import { type RoutingQuestion, decisionOf, routingOf } from './router.js';

/**
 * Refuses an ask that is switched off, or that no allowed profile can serve, before its body is read any further. Silent on
 * what it cannot judge: malformed bodies and intents without a route get their answer further on.
 */
@Injectable()
export class AllowedProfileGuard implements CanActivate {
  constructor(private readonly flags: Flags) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const context = requestContext(request);
    const { snapshot, trace } = context;
    const claim = claimOf(request.body);
    if (claim === undefined) return true;
    if (new ProfileRegistry(snapshot).route(claim.intent) === undefined) return true;
    // What the pipe may refuse next, or the router now, is traced as an ask for this intent.
    trace.intent = claim.intent;
    trace.profileHint = claim.hint ?? null;
    const asked = { ...claim, userId: trace.userId ?? '' };
    const flags = await this.flags.ofAsk(snapshot, asked);
    context.flags = flags;
    if (flags.length > 0) trace.flags = flags;
    const question = { ...asked, flags };
    const routing = routingOf(snapshot, question);
    if (routing.profile === undefined) trace.routing = routing.steps;
    decisionOf(snapshot, question, routing);
    return true;
  }
}

/** The fields that the guard needs, where they are what the contract takes; the rest is the pipe's business. */
function claimOf(body: unknown): Omit<RoutingQuestion, 'userId'> | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { intent, profile, context }: { intent?: unknown; profile?: unknown; context?: unknown } = body;
  if (typeof intent !== 'string') return undefined;
  if (profile !== undefined && !isProfileHint(profile)) return undefined;
  // Of a context that is refused further on, no target could be fulfilled.
  return { intent, hint: profile, context: isPlainObject(context) ? readContext(context, '').value : null };
}
