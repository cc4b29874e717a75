import type { FastifyRequest } from 'fastify';

/** Characters. Generous for a JWT; longer ones are not worth decoding. */
const MAX_TOKEN_LENGTH = 8192;

/** Three non-empty base64url parts, so an unsigned token is not even looked at; the scheme in any case (RFC 9110, 11.1). */
const BEARER = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

/**
 * The token of a request, or null when there is none to verify. Several `Authorization` headers count
 * as none: Node keeps the first, a proxy before us may have judged by the last.
 */
export function bearerToken({ raw, headers }: Pick<FastifyRequest, 'raw' | 'headers'>): string | null {
  const header = headers.authorization;
  if (header === undefined || header.length > MAX_TOKEN_LENGTH) return null;
  const names = raw.rawHeaders.filter((_, index) => index % 2 === 0);
  if (names.filter((name) => name.toLowerCase() === 'authorization').length !== 1) return null;
  return BEARER.exec(header)?.[1] ?? null;
}
