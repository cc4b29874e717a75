import { parseArgs } from 'node:util';
import type { Clock } from '../common/clock.js';
import type { Settings } from '../config/settings.js';
import { USER_ID_PATTERN } from '../common/ids.js';
import { type IssuedToken, SessionTokens, type TokenRequest } from './session-tokens.js';

export const TOKEN_USAGE = `Usage: npm run token -- --user <id> [--operator] [--ttl <seconds>]

  --user <id>       who the token is for: 1 to 128 of A-Z a-z 0-9 . _ : @ | + = / ~ -
  --operator        with the role that opens /v1/ops
  --ttl <seconds>   its life, 1 to 86400 (a day); two hours, or MINIASK_TOKEN_TTL_S, when absent

The token is all that stdout gets; until when it is valid is said on stderr.`;

/** A token that somebody copies cannot be taken back but by a new secret. */
const MAX_TTL_S = 86_400;

/** The arguments make no sense; the message says which. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** This server cannot sign tokens as it is set up; the message says what to do. */
export class CannotSign extends Error {
  override readonly name = 'CannotSign';
}

/** @throws UsageError */
export function parseTokenArguments(args: readonly string[]): TokenRequest {
  const { user, operator, ttl } = values(args);
  if (user === undefined || !USER_ID_PATTERN.test(user)) {
    throw new UsageError('--user <id> is needed, and must be a user id');
  }
  if (ttl === undefined) return { userId: user, operator };

  const ttlS = /^\d{1,8}$/.test(ttl) ? Number(ttl) : 0;
  if (ttlS < 1 || ttlS > MAX_TTL_S)
    throw new UsageError(`--ttl must be a number of seconds up to ${MAX_TTL_S}`);
  return { userId: user, operator, ttlS };
}

/**
 * A token that a server with these settings accepts.
 * @param devSecret finds the secret that a running development server made for itself
 * @throws CannotSign
 */
export function makeToken(
  request: TokenRequest,
  jwt: Settings['jwt'],
  devSecret: () => string | undefined,
  clock: Clock,
): IssuedToken {
  const verification = signing(jwt.verification, devSecret);
  // What a Mini Program may keep for weeks is too much for a terminal.
  const ttlS = Math.min(jwt.ttlS, MAX_TTL_S);
  return new SessionTokens({ ...jwt, verification, ttlS }, clock).issue(request);
}

function signing(
  verification: Settings['jwt']['verification'],
  devSecret: () => string | undefined,
): Settings['jwt']['verification'] {
  if (verification.kind === 'jwks') {
    throw new CannotSign(
      'JWT_JWKS_URL is set: tokens come from the identity provider behind it, not from here.',
    );
  }
  if (!verification.ephemeral) return verification;

  const secret = devSecret();
  if (secret === undefined) {
    throw new CannotSign(
      'There is no JWT_SECRET, and no server runs here that has made one: start the server first, or set JWT_SECRET.',
    );
  }
  return { ...verification, secret };
}

function values(args: readonly string[]): { user?: string; operator: boolean; ttl?: string } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        user: { type: 'string' },
        operator: { type: 'boolean', default: false },
        ttl: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the arguments cannot be read');
  }
}
