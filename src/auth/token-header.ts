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

/** The header of a token, before anything in it may be believed; null when it is garbled. */
export function tokenHeader(token: string): TokenHeader | null {
  const [encoded = ''] = token.split('.', 1);
  try {
    const header: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    return Header.safeParse(header).data ?? null;
  } catch {
    return null;
  }
}
