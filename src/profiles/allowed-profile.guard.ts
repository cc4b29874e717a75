import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestContext } from '../trace/request-context.js';
import { decisionOf } from './router.js';

/**
 * Refuses an ask that is switched off, or that no allowed profile can serve, by what a guard before this one has found, and
 * before its body is read any further. Comes after the limits: whoever is refused again and again is counted.
 */
@Injectable()
export class AllowedProfileGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const { snapshot, trace, routed } = requestContext(execution.switchToHttp().getRequest<FastifyRequest>());
    if (routed === undefined) return true;
    const { routing } = routed;
    if (routing.profile === undefined) trace.routing = routing.steps;
    decisionOf(snapshot, routed, routing);
    return true;
  }
}
