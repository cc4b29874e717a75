import { isIP } from 'node:net';
import { normalizeIp } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';

/** `203.0.113.7:4711`, `[2001:db8::1]:4711`, `[2001:db8::1]`: proxies that write ports, as Azure's do. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/;

/**
 * Who calls, as far as their address tells: of IPv6 the network of 64 bits, in which one caller has as many
 * addresses as they like. Behind a proxy the address that it names, if it is a trusted one, without a port, which
 * is another one for each connection. What is no address names nobody, and the proxy itself is the caller.
 */
export function clientAddress({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  const [, bracketed, plain] = WITH_PORT.exec(ip) ?? [];
  const named = bracketed ?? plain ?? ip;
  return normalizeIp(isIP(named) === 0 ? (socket.remoteAddress ?? '') : named);
}
