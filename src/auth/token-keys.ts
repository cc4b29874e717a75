import { type KeyObject, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import jwksRsa from 'jwks-rsa';
import type { SecretOrKeyProvider } from 'passport-jwt';
import type { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import type { TokenVerification } from '../config/settings.js';
import { JwksDocument, keysUnavailable } from './jwks-document.js';
import { type TokenAlgorithm, tokenHeader } from './token-header.js';
import { VERIFIED_MS } from './verified-tokens.js';

/** A withdrawn key is trusted no longer than this, while its provider can be reached. */
const TRUST_MS = 600_000;
/** What a key verified last is taken as verified for a while after the key itself was let go of. */
const KEY_TTL_MS = TRUST_MS - VERIFIED_MS;
const MAX_KEYS = 32;

type SecretVerification = Extract<TokenVerification, { kind: 'secret' }>;

/** The key that a token must be signed with, found by what its header says. */
export interface TokenKeys {
  /** Pinned: one family only, so that a public key can never serve as an HMAC secret. */
  readonly algorithms: TokenAlgorithm[];
  readonly provider: SecretOrKeyProvider;
  /** Lets go of connections. */
  readonly close: () => Promise<void>;
}

export function tokenKeys(verification: TokenVerification, clock: Clock): TokenKeys {
  return verification.kind === 'secret' ? secretKeys(verification) : jwksKeys(verification.url, clock);
}

function secretKeys({ secret, previousSecret }: SecretVerification): TokenKeys {
  const algorithms: TokenAlgorithm[] = ['HS256'];
  const key = createSecretKey(secret, 'utf8');
  const previous = previousSecret === undefined ? undefined : createSecretKey(previousSecret, 'utf8');
  const provider = withKnownHeader(algorithms, (_request, token: string, done) => {
    const isOld = previous !== undefined && signs(previous, token);
    // A KeyObject is taken as it is; of anything else jsonwebtoken makes one anew for every token. The
    // types of passport-jwt do not know that yet.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    done(null, (isOld ? previous : key) as unknown as Buffer);
  });
  return { algorithms, provider, close: () => Promise.resolve() };
}

/**
 * Whether this key made the token's signature (RFC 7515, 5.2), which jsonwebtoken then judges once more. Tried rather than told by a
 * `kid`: tokens that were handed out before, or are signed elsewhere with our secret, have none.
 */
function signs(key: KeyObject, token: string): boolean {
  const end = token.lastIndexOf('.');
  const expected = createHmac('sha256', key).update(token.slice(0, end)).digest();
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function jwksKeys(url: string, clock: Clock): TokenKeys {
  const algorithms: TokenAlgorithm[] = ['RS256', 'ES256'];
  const document = new JwksDocument(url, clock);
  const provider = jwksRsa.passportJwtSecret({
    jwksUri: url,
    fetcher: () => document.get(),
    cache: true,
    cacheMaxAge: KEY_TTL_MS,
    cacheMaxEntries: MAX_KEYS,
    // JwksDocument limits the requests, in a way that does not shut out known keys.
    rateLimit: false,
    handleSigningKeyError: (error, done) => done(keyError(error)),
  });
  return { algorithms, provider: withKnownHeader(algorithms, provider), close: () => document.close() };
}

/** Refuses by the header alone, so that no garbage reaches the key library or the network. */
function withKnownHeader(algorithms: readonly string[], provider: SecretOrKeyProvider): SecretOrKeyProvider {
  return (request, token: string, done) => {
    const header = tokenHeader(token);
    if (header === null) return done(new AppError('UNAUTHENTICATED', { reason: 'token_malformed' }));
    if (!algorithms.includes(header.alg)) {
      return done(new AppError('UNAUTHENTICATED', { reason: 'token_algorithm_not_allowed' }));
    }
    provider(request, token, done);
  };
}

function keyError(error: Error | null): AppError {
  const unknown = error instanceof jwksRsa.SigningKeyNotFoundError;
  return unknown ? new AppError('UNAUTHENTICATED', { reason: 'token_key_unknown' }) : keysUnavailable();
}
