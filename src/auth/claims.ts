import { z } from 'zod';
import { AppError } from '../common/errors/app-error.js';
import { USER_ID_PATTERN } from '../common/ids.js';
import { OPERATOR_ROLE, type AuthenticatedUser } from './authenticated-user.js';

/** Seconds by which the clocks of two machines may differ. */
const CLOCK_TOLERANCE_S = 5;

/** The claims that we read; a token that never expires is not accepted, garbled roles are no roles. */
const Claims = z.object({
  sub: z.string().regex(USER_ID_PATTERN),
  exp: z.number(),
  nbf: z.number().optional(),
  roles: z.array(z.string()).catch([]),
});

/** What a token says that was found right in everything but its time, which no two requests share. */
export interface TokenClaims {
  readonly user: AuthenticatedUser;
  /** Seconds since the Unix epoch. */
  readonly expiresAtS: number;
  readonly notBeforeS: number | undefined;
}

/**
 * Reads the payload of a token whose signature, issuer and audience were found right.
 * @throws AppError `UNAUTHENTICATED`
 */
export function readClaims(payload: unknown): TokenClaims {
  const claims = Claims.safeParse(payload);
  if (!claims.success) throw new AppError('UNAUTHENTICATED', { reason: 'token_claims_invalid' });
  const { sub, exp, nbf, roles } = claims.data;
  const user = { userId: sub, operator: roles.includes(OPERATOR_ROLE) };
  return { user, expiresAtS: exp, notBeforeS: nbf };
}

/**
 * Whom the token speaks for at this moment.
 * @param nowMs milliseconds since the Unix epoch
 * @throws AppError `TOKEN_EXPIRED` when time is all that is wrong, else `UNAUTHENTICATED`
 */
export function userAt({ user, expiresAtS, notBeforeS }: TokenClaims, nowMs: number): AuthenticatedUser {
  const nowS = nowMs / 1000;
  if (notBeforeS !== undefined && nowS < notBeforeS - CLOCK_TOLERANCE_S) {
    throw new AppError('UNAUTHENTICATED', { reason: 'token_not_yet_valid' });
  }
  if (nowS >= expiresAtS + CLOCK_TOLERANCE_S) throw new AppError('TOKEN_EXPIRED');
  return user;
}
