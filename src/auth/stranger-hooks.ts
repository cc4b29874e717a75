import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../limits/client-address.js';
import { Strangers } from '../limits/strangers.js';
import { bearerToken } from './bearer-token.js';
import { JwtStrategy } from './jwt.strategy.js';

/** They have a limit of their own, or cost nothing: whoever watches the server is to see it in a flood too. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Counts what fails before anybody knows whose it is: bodies that cannot be read, addresses that do not exist,
 * logins that are in no order. No guard sees these, hence hooks. Blamed is the token, when it was good before,
 * else the address; who is blamed too often is refused before the body of the next call is read.
 */
@Injectable()
export class StrangerHooks {
  constructor(
    private readonly strangers: Strangers,
    private readonly strategy: JwtStrategy,
  ) {}

  /** Call when CORS is set up: pages may read this refusal too, and preflights, which carry no token, are none of its. */
  register(fastify: FastifyInstance): void {
    fastify.addHook('preParsing', async (request, reply) => {
      if (!isProbe(request)) this.strangers.admit(request, this.blamed(request), reply);
    });
    fastify.addHook('onSend', async (request, reply) => {
      if (isStrangersFault(request, reply)) await this.strangers.failed(request, this.blamed(request));
    });
  }

  private blamed(request: FastifyRequest): string {
    const token = this.strategy.knows(request) ? bearerToken(request) : null;
    return token ?? clientAddress(request);
  }
}

function isStrangersFault(request: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return statusCode >= 400 && statusCode < 500 && request.user === undefined && !isProbe(request);
}

function isProbe({ routeOptions }: FastifyRequest): boolean {
  return PROBES.has(routeOptions.url ?? '');
}
