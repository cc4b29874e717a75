import { z } from 'zod';
import { AppError } from '../common/errors/app-error.js';
import { OPERATOR_ROLE, USER_ID_PATTERN, type AuthenticatedUser } from './authenticated-user.js';

/** Seconds by which the clocks of two machines may differ. */
const CLOCK_TOLERANCE_S = 5;

/** The claims that we read; a token that never expires is not accepted, garbled roles are no roles. */
const Claims = z.object({
  sub: z.string().regex(USER_ID_PATTERN),
  exp: z.number(),
  nbf: z.number().optional(),
  roles: z.array(z.string()).catch([]),
});

/**
 * The user of a token whose signature, issuer and audience were found right.
 * @param nowMs milliseconds since the Unix epoch
 * @throws AppError `TOKEN_EXPIRED` when time is all that is wrong, else `UNAUTHENTICATED`
 */
export function readClaims(payload: unknown, nowMs: number): AuthenticatedUser {
  const claims = Claims.safeParse(payload);
  if (!claims.success) throw new AppError('UNAUTHENTICATED', { reason: 'token_claims_invalid' });

  const { sub, exp, nbf, roles } = claims.data;
  const nowS = nowMs / 1000;
  if (nbf !== undefined && nowS < nbf - CLOCK_TOLERANCE_S) {
    throw new AppError('UNAUTHENTICATED', { reason: 'token_not_yet_valid' });
  }
  if (nowS >= exp + CLOCK_TOLERANCE_S) throw new AppError('TOKEN_EXPIRED');
  return { userId: sub, operator: roles.includes(OPERATOR_ROLE) };
}
