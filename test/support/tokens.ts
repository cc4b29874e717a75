import { createHmac } from 'node:crypto';

/** What a token says; anything at all, because hostile ones say anything. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** An HMAC-signed token made by hand, so that it may be as wrong as a test wants. */
export function handmadeToken(
  secret: string,
  payload: unknown,
  header: Readonly<Record<string, unknown>> = { alg: 'HS256', typ: 'JWT' },
): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** A token without signature (`alg: none`). */
export function unsignedToken(payload: unknown, signature = ''): string {
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(payload)}.${signature}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
