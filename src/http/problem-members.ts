import type { FastifyRequest } from 'fastify';
import type { AppError } from '../common/errors/app-error.js';

type MembersOf = (error: AppError, request: FastifyRequest) => Readonly<Record<string, string>>;

interface MembersConfig {
  readonly problemMembers: MembersOf;
}

/** Route configuration (`@RouteConfig`) of calls whose problems say more than others (RFC 9457, 3.2). */
export function withProblemMembers(membersOf: MembersOf): MembersConfig {
  return { problemMembers: membersOf };
}

/** What that call's problems say beside the usual; mostly nothing. */
export function problemMembers(error: AppError, request: FastifyRequest): Readonly<Record<string, string>> {
  const config: object = request.routeOptions.config;
  return hasMembers(config) ? config.problemMembers(error, request) : {};
}

function hasMembers(config: object): config is MembersConfig {
  return 'problemMembers' in config && typeof config.problemMembers === 'function';
}
