import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import { Clock } from '../common/clock.js';
import type { Settings } from '../config/settings.js';
import type { AuthenticatedUser } from './authenticated-user.js';
import { bearerToken } from './bearer-token.js';
import { readClaims } from './claims.js';
import { type TokenKeys, tokenKeys } from './token-keys.js';

/**
 * Verifies bearer tokens: algorithm, signature, issuer and audience by passport-jwt, the other claims by
 * `readClaims`.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  /** Of this instance alone: passport keeps one table of names for the whole process. */
  readonly passportName = `jwt-${randomUUID()}`;
  private readonly keys: TokenKeys;

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
      // `readClaims` judges the time, and does so last: only a token that is right in everything
      // else may be called expired.
      ignoreExpiration: true,
      jsonWebTokenOptions: { ignoreNotBefore: true },
    });
    this.keys = keys;
    passport.use(this.passportName, this);
  }

  validate(payload: unknown): AuthenticatedUser {
    return readClaims(payload, this.clock.now());
  }

  async onApplicationShutdown(): Promise<void> {
    passport.unuse(this.passportName);
    await this.keys.close();
  }
}
