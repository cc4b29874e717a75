import { z } from 'zod';

export type TokenAlgorithm = 'HS256' | 'RS256' | 'ES256';

export interface TokenHeader {
  readonly alg: string;
  readonly kid?: string | undefined;
}

/** `crit` names extensions that a verifier must understand (RFC 7515, 4.1.11); we understand none. */
const Header = z.object({
  alg: z.string(),
  kid: z.string().min(1).max(256).optional(),
  crit: z.undefined().optional(),
});

/** A token whose claims are no object is no JWT (RFC 7519, 7.2); jsonwebtoken throws on `null`. */
const Claims = z.record(z.string(), z.unknown());

/** The header of a token, before anything in it may be believed; null when the token is garbled. */
export function tokenHeader(token: string): TokenHeader | null {
  const [header = '', claims = ''] = token.split('.');
  if (!Claims.safeParse(decode(claims)).success) return null;
  return Header.safeParse(decode(header)).data ?? null;
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
