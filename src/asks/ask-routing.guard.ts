import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isPlainObject } from '../common/is-plain-object.js';
import { isProfileHint } from '../intents/ask-envelope.dto.js';
import { IntentRegistry } from '../intents/intent-registry.js';
import { readContext } from '../intents/read-context.js';
import type { RoutingQuestion } from '../profiles/router.js';
import { requestContext } from '../trace/request-context.js';
import { AskRouting } from './ask-routing.js';

/**
 * Looks who is to serve an ask before it is counted, as flags may give its user a limit of their own. Refuses nobody, and
 * passes over what it cannot judge: malformed bodies and unknown intents get their answer further on.
 */
@Injectable()
export class AskRoutingGuard implements CanActivate {
  constructor(
    private readonly intents: IntentRegistry,
    private readonly routing: AskRouting,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const context = requestContext(request);
    const { trace } = context;
    const claim = claimOf(request.body);
    if (claim === undefined || this.intents.get(claim.intent) === undefined) return true;
    // What is refused from here on is traced as an ask for this intent.
    trace.intent = claim.intent;
    trace.profileHint = claim.hint ?? null;
    await this.routing.of(context, { ...claim, userId: trace.userId ?? '' });
    return true;
  }
}

/** The fields that decide who serves, where they are what the contract takes; the rest is the pipe's business. */
function claimOf(body: unknown): Omit<RoutingQuestion, 'userId' | 'flags'> | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { intent, profile, context }: { intent?: unknown; profile?: unknown; context?: unknown } = body;
  if (typeof intent !== 'string') return undefined;
  if (profile !== undefined && !isProfileHint(profile)) return undefined;
  // Of a context that is refused further on, no target could be fulfilled.
  return { intent, hint: profile, context: isPlainObject(context) ? readContext(context, '').value : null };
}
