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

export const OPERATOR_ROLE = 'operator';
