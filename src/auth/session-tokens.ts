import { JwtService } from '@nestjs/jwt';
import type { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import type { Settings } from '../config/settings.js';
import { OPERATOR_ROLE } from './authenticated-user.js';

export interface TokenRequest {
  readonly userId: string;
  readonly operator?: boolean;
  /** Seconds; the configured life when absent. */
  readonly ttlS?: number;
}

export interface IssuedToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Signs the tokens that this server itself accepts (HS256). */
export class SessionTokens {
  private readonly signer: JwtService | undefined;

  constructor(
    private readonly settings: Settings['jwt'],
    private readonly clock: Clock,
  ) {
    const { verification } = settings;
    if (verification.kind === 'secret') this.signer = new JwtService({ secret: verification.secret });
  }

  /** False where tokens are signed by somebody else, whose public keys are all that we have. */
  get available(): boolean {
    return this.signer !== undefined;
  }

  /** @throws AppError `LOGIN_NOT_CONFIGURED` when not {@link available} */
  issue({ userId, operator = false, ttlS = this.settings.ttlS }: TokenRequest): IssuedToken {
    if (this.signer === undefined) {
      throw new AppError('LOGIN_NOT_CONFIGURED', { reason: 'tokens_signed_elsewhere', retryAfterS: 3600 });
    }
    const { issuer, audience } = this.settings;
    const iat = Math.floor(this.clock.now() / 1000);
    const token = this.signer.sign(
      {
        sub: userId,
        iat,
        exp: iat + ttlS,
        ...(issuer !== undefined && { iss: issuer }),
        ...(audience !== undefined && { aud: audience }),
        ...(operator && { roles: [OPERATOR_ROLE] }),
      },
      { algorithm: 'HS256' },
    );
    return { token, expiresIn: ttlS };
  }
}
