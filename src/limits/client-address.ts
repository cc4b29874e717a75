import { normalizeIp } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';

/**
 * Who calls, as far as their address tells: of IPv6 the network of 64 bits, in which one caller has as many
 * addresses as they like. Behind a proxy the address that it names, if it is a trusted one.
 */
export function clientAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  return normalizeIp(ip);
}
