import { Logger } from '@nestjs/common';
import { Agent } from 'undici';
import { z } from 'zod';
import { AppError } from '../common/errors/app-error.js';
import type { Clock } from '../common/clock.js';
import { CallFailure, getJson } from '../common/http-json.js';

const TIMEOUT_MS = 3_000;

/** An identity provider is asked once in this time at most, however many unknown key ids come in. */
const COOLDOWN_MS = 10_000;

/** How long the last keys are used while the provider cannot be reached; a key withdrawn meanwhile lives on so long. */
const STALE_MS = 3_600_000;

const MAX_BYTES = 512 * 1024;

/** RFC 7517; what a single key must look like is for the key library to judge. */
const Document = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });
export type Jwks = z.infer<typeof Document>;

/**
 * The keys that an identity provider publishes. Within the cooldown everybody gets the last answer: a
 * limit on requests that refused instead would let strangers, by sending made-up key ids, lock out
 * users whose key is known.
 */
export class JwksDocument {
  private readonly logger = new Logger(JwksDocument.name);
  private readonly dispatcher = new Agent({ maxResponseSize: MAX_BYTES, connections: 1 });
  private last: { readonly jwks: Jwks; readonly fetchedAt: number } | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private pending: Promise<Jwks> | undefined;

  constructor(
    private readonly url: string,
    private readonly clock: Clock,
  ) {}

  /**
   * The latest keys that can be had.
   * @throws AppError `INTERNAL` when the provider fails and no recent keys are at hand. The token may well
   * be good, so `UNAUTHENTICATED` would make clients log out for a fault of ours.
   */
  get(): Promise<Jwks> {
    if (this.pending !== undefined) return this.pending;
    if (this.clock.monotonic() - this.askedAt < COOLDOWN_MS) return Promise.resolve().then(() => this.kept());
    this.askedAt = this.clock.monotonic();
    this.pending = this.fetch().finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  /** Lets go of the connection. */
  close(): Promise<void> {
    return this.dispatcher.close();
  }

  private async fetch(): Promise<Jwks> {
    try {
      const { dispatcher, clock } = this;
      const jwks = Document.parse(
        await getJson(new URL(this.url), { dispatcher, clock, timeoutMs: TIMEOUT_MS }),
      );
      this.last = { jwks, fetchedAt: clock.monotonic() };
      return jwks;
    } catch (error) {
      const failure = error instanceof CallFailure ? error.message : 'not a key set';
      this.logger.error({ failure }, 'The keys at JWT_JWKS_URL cannot be fetched');
      return this.kept();
    }
  }

  private kept(): Jwks {
    const usable = this.last !== undefined && this.clock.monotonic() - this.last.fetchedAt < STALE_MS;
    if (this.last === undefined || !usable) throw keysUnavailable();
    return this.last.jwks;
  }
}

/** The keys that could verify a token are not to be had. */
export function keysUnavailable(): AppError {
  return new AppError('INTERNAL', {
    detail: 'Tokens cannot be verified at the moment',
    reason: 'token_keys_unavailable',
    retryAfterS: COOLDOWN_MS / 1000,
  });
}
