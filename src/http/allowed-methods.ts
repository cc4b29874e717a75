import { METHODS } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import findMyWay, { type HTTPMethod } from 'find-my-way';

/**
 * Knows which methods an address takes, so that a wrong one is told apart from a wrong address.
 * Fastify answers both with 404 and keeps its routing table to itself, hence a table of our own.
 */
@Injectable()
export class AllowedMethods {
  private readonly router = findMyWay();
  private readonly methods = new Set<HTTPMethod>();

  /** Call before the first route is registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      // Where preflights are caught, of every address there could be.
      if (url === '*') return;
      for (const each of [method].flat()) {
        if (!isHttpMethod(each) || this.router.hasRoute(each, url)) continue;
        this.methods.add(each);
        this.router.on(each, url, () => undefined);
      }
    });
  }

  /** The methods that the request's address would take; empty when the address is unknown or the method fits. */
  insteadOf(request: FastifyRequest): readonly string[] {
    if (!request.is404) return [];
    const path = request.url.split('?', 1)[0] ?? '/';
    const methods = [...this.methods].filter((method) => this.router.find(method, path) !== null);
    // Where the method fits, its own handler has said that there is nothing.
    return methods.some((method) => method === request.method) ? [] : methods.toSorted();
  }
}

function isHttpMethod(name: string): name is HTTPMethod {
  return METHODS.includes(name);
}
