import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-jwt';
import { Clock } from '../common/clock.js';
import type { Settings } from '../config/settings.js';
import type { AuthenticatedUser } from './authenticated-user.js';
import { bearerToken } from './bearer-token.js';
import { readClaims, userAt } from './claims.js';
import { type TokenKeys, tokenKeys } from './token-keys.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * Verifies bearer tokens: algorithm, signature, issuer and audience by passport-jwt, the other claims by
 * `readClaims`, and remembers what came of it.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  /** Of this instance alone: passport keeps one table of names for the whole process. */
  readonly passportName = `jwt-${randomUUID()}`;
  private readonly keys: TokenKeys;
  private readonly verified: VerifiedTokens;

  constructor(
    config: ConfigService<Settings, true>,
    private readonly clock: Clock,
  ) {
    const { verification, issuer, audience } = config.get('jwt', { infer: true });
    const keys = tokenKeys(verification, clock);
    super({
      jwtFromRequest: bearerToken,
      secretOrKeyProvider: keys.provider,
      algorithms: keys.algorithms,
      issuer,
      audience,
      passReqToCallback: true,
      // `userAt` judges the time, and does so last: only a token that is right in everything
      // else may be called expired.
      ignoreExpiration: true,
      jsonWebTokenOptions: { ignoreNotBefore: true },
    });
    this.keys = keys;
    this.verified = new VerifiedTokens(clock);
    passport.use(this.passportName, this);
  }

  /**
   * The user of a token that was verified a short while ago; undefined when there is something to verify.
   * @throws AppError as {@link validate}
   */
  recall(request: FastifyRequest): AuthenticatedUser | undefined {
    const token = bearerToken(request);
    const claims = token === null ? undefined : this.verified.find(token);
    return claims && userAt(claims, this.clock.now());
  }

  /** Whether the request's token was good when it was last looked at, or was issued here. */
  knows(request: FastifyRequest): boolean {
    const token = bearerToken(request);
    return token !== null && this.verified.knows(token);
  }

  /** Makes known a token that was issued here, before anybody shows it. */
  introduce(token: string): void {
    this.verified.introduce(token);
  }

  /** Called by passport-jwt when signature, issuer and audience are right. @throws AppError */
  validate(request: FastifyRequest, payload: unknown): AuthenticatedUser {
    const claims = readClaims(payload);
    const token = bearerToken(request);
    if (token !== null) this.verified.keep(token, claims);
    return userAt(claims, this.clock.now());
  }

  async onApplicationShutdown(): Promise<void> {
    passport.unuse(this.passportName);
    await this.keys.close();
  }
}
