import type { FastifyRequest } from 'fastify';

/** What a call takes as its body, where that is not what all others take. */
export interface BodyRules {
  /** No body at all is good, too, also where its `content-type` is told. */
  readonly isOptional?: boolean;
  /** Levels of objects and arrays. */
  readonly depth?: number;
  /** Members and elements. */
  readonly parts?: number;
}

interface BodyConfig {
  readonly bodyRules: BodyRules;
}

/** Route configuration (`@RouteConfig`) of calls whose bodies have rules of their own. */
export function withBody(rules: BodyRules): BodyConfig {
  return { bodyRules: rules };
}

/** Those of that call; mostly none. */
export function bodyRules(request: FastifyRequest): BodyRules {
  const config: object = request.routeOptions.config;
  return hasRules(config) ? config.bodyRules : {};
}

function hasRules(config: object): config is BodyConfig {
  return 'bodyRules' in config && typeof config.bodyRules === 'object';
}
