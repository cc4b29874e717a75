/** How a caller stands to a limit. */
export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until all of it is there again. */
  readonly resetS: number;
}

/**
 * The fields of draft-ietf-httpapi-ratelimit-headers up to version 7, which clients know; later drafts put all of
 * it into one structured field that hardly anybody reads.
 */
export function rateLimitHeaders({ limit, remaining, resetS }: RateLimitState): Record<string, string> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(Math.max(0, remaining)),
    'ratelimit-reset': String(Math.max(0, resetS)),
  };
}
