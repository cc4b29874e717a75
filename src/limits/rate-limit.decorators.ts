import { type ExecutionContext, UseGuards, applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { Throttle } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import type { EnvironmentPolicy } from '../config/snapshot.js';
import { withOwnLimits } from '../flags/effects.js';
import { requestContext } from '../trace/request-context.js';
import { clientAddress } from './client-address.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import {
  type LimitName,
  LOGINS,
  PROBES,
  WINDOW_MS,
  asksPerMinute,
  callsPerMinute,
  limitKey,
} from './rate-limits.js';

/** Marks a call in the OpenAPI document whose answers tell of a limit. */
export const RATE_LIMITED_CALL = 'x-rate-limit';

/**
 * As many asks a minute for each user as the environment's `quotas.asks_per_minute` says, or a flag of their own. Who comes back to an ask, by
 * what a guard before this one has found, is counted with the user's other calls.
 */
export function RateLimitPerUser(): MethodDecorator {
  return rateLimit('asks', (request) => (requestContext(request).comesBack === true ? CALLS : ASKS));
}

/** For a user's other calls, all together: looser, for one that looks often costs little. */
export function RateLimitCallsPerUser(): MethodDecorator {
  return rateLimit('calls', () => CALLS);
}

/** For calls without a user: a bounded number a minute from each address. */
export function RateLimitPerAddress(): MethodDecorator {
  return rateLimit('logins', () => ({ name: 'logins', limit: () => LOGINS, caller: clientAddress }));
}

/** For machines that look often: keeps a flood from what the server depends on. */
export function RateLimitProbesPerAddress(): MethodDecorator {
  return rateLimit('probes', () => ({ name: 'probes', limit: () => PROBES, caller: clientAddress }));
}

interface Rule {
  /** What it is counted as. */
  readonly name: LimitName;
  readonly limit: (environment: EnvironmentPolicy) => number;
  readonly caller: (request: FastifyRequest) => string;
}

const ASKS: Rule = { name: 'asks', limit: asksPerMinute, caller: userOf };
const CALLS: Rule = { name: 'calls', limit: callsPerMinute, caller: userOf };

function rateLimit(documented: LimitName, ruleOf: (request: FastifyRequest) => Rule): MethodDecorator {
  const inForce = (execution: ExecutionContext): Rule => ruleOf(requestOf(execution));
  return applyDecorators(
    ApiExtension(RATE_LIMITED_CALL, documented),
    UseGuards(RateLimitGuard),
    Throttle({
      default: {
        ttl: WINDOW_MS,
        limit: (execution: ExecutionContext) => inForce(execution).limit(environmentOf(requestOf(execution))),
        getTracker: (_request: unknown, execution: ExecutionContext) =>
          inForce(execution).caller(requestOf(execution)),
        generateKey: (execution: ExecutionContext, tracker: string) =>
          limitKey(inForce(execution).name, tracker),
      },
    }),
  );
}

/** As it is for the user: the guard has seen to their flags. */
function environmentOf(request: FastifyRequest): EnvironmentPolicy {
  const { snapshot, flags } = requestContext(request);
  return withOwnLimits(snapshot, flags);
}

function userOf(request: FastifyRequest): string {
  return requestContext(request).trace.userId ?? 'nobody';
}

function requestOf(execution: ExecutionContext): FastifyRequest {
  return execution.switchToHttp().getRequest<FastifyRequest>();
}
