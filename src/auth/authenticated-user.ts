/** Who a verified token speaks for. */
export interface AuthenticatedUser {
  /** The token's `sub`. */
  readonly userId: string;
  /** Opens the operator API. */
  readonly operator: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Present once `JwtAuthGuard` has let the request through. */
    user?: AuthenticatedUser;
  }
}

/**
 * What a user id may be: the ids of common identity providers, e-mail addresses and URNs included, but
 * nothing that could break out of a log line, a header or a key.
 */
export const USER_ID_PATTERN = /^[A-Za-z0-9._:@|+=/~-]{1,128}$/;

export const OPERATOR_ROLE = 'operator';
