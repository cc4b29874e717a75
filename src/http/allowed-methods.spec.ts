import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AllowedMethods } from './allowed-methods.js';

describe('AllowedMethods', () => {
  let fastify: FastifyInstance;

  beforeEach(() => {
    fastify = Fastify();
    const allowedMethods = new AllowedMethods();
    allowedMethods.watch(fastify);
    fastify.post('/asks', () => 'made');
    fastify.get('/asks/:id', () => 'shown');
    fastify.delete('/asks/:id', () => 'gone');
    fastify.setNotFoundHandler((request, reply) => reply.code(404).send(allowedMethods.insteadOf(request)));
  });
  afterEach(() => fastify.close());

  it.each([
    ['GET', '/asks?x=1', ['POST']],
    ['POST', '/asks/7', ['DELETE', 'GET', 'HEAD']],
    ['GET', '/nowhere', []],
  ] as const)('%s %s', async (method, url, expected) => {
    const response = await fastify.inject({ method, url });
    expect(response.json()).toEqual(expected);
  });
});
