export interface TokenClaims {
  readonly userId: string | null;
  /** Milliseconds since the Unix epoch; null when the token does not tell. */
  readonly expiresAt: number | null;
}

const NOTHING: TokenClaims = { userId: null, expiresAt: null };

/** What a token says of itself, for show only: whether it is true, the server decides at every call. */
export function claimsOf(token: string): TokenClaims {
  try {
    const payload = token.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims !== 'object' || claims === null) return NOTHING;
    return {
      userId: 'sub' in claims && typeof claims.sub === 'string' ? claims.sub : null,
      expiresAt: 'exp' in claims && typeof claims.exp === 'number' ? claims.exp * 1000 : null,
    };
  } catch {
    return NOTHING;
  }
}
