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
  if (authorizations(raw.rawHeaders) !== 1) return null;
  return BEARER.exec(header)?.[1] ?? null;
}

/** @param rawHeaders names and values in turn, as Node gives them. */
function authorizations(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === 'authorization') count += 1;
  }
  return count;
}
