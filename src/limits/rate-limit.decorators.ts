import { type ExecutionContext, UseGuards, applyDecorators } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { requestContext } from '../trace/request-context.js';
import { RateLimitGuard } from './rate-limit.guard.js';

const MINUTE_MS = 60_000;
/** Logins a minute from one address: enough for an office behind one router. */
const LOGINS_PER_MINUTE = 60;

/** As many calls a minute for each user as the environment's `quotas.asks_per_minute` says. */
export function RateLimitPerUser(): MethodDecorator {
  return rateLimit({ limit: asksPerMinute, getTracker: userOf });
}

/** For calls without a user: a bounded number a minute from each address. */
export function RateLimitPerAddress(): MethodDecorator {
  return rateLimit({ limit: LOGINS_PER_MINUTE, getTracker: addressOf });
}

type Limit = number | ((execution: ExecutionContext) => number);
type Tracker = (request: unknown, execution: ExecutionContext) => string;

function rateLimit(rule: { limit: Limit; getTracker: Tracker }): MethodDecorator {
  return applyDecorators(UseGuards(RateLimitGuard), Throttle({ default: { ...rule, ttl: MINUTE_MS } }));
}

function asksPerMinute(execution: ExecutionContext): number {
  return requestContext(requestOf(execution)).snapshot.environment.quotas.asksPerMinute;
}

function userOf(_request: unknown, execution: ExecutionContext): string {
  return requestContext(requestOf(execution)).trace.userId ?? 'nobody';
}

function addressOf(_request: unknown, execution: ExecutionContext): string {
  return requestOf(execution).ip;
}

function requestOf(execution: ExecutionContext): FastifyRequest {
  return execution.switchToHttp().getRequest<FastifyRequest>();
}
