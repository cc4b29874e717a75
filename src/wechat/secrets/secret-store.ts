/** The store cannot be asked: whether it has the secret is not known. */
export class SecretsUnreachable extends Error {
  override readonly name = 'SecretsUnreachable';
}

/** The right to do alone what a name says. */
export interface Claim {
  /** Gives it back, unless its time is over: then it may be somebody else's. Never rejects. */
  release(): Promise<void>;
}

/**
 * Small secrets that are kept for a while, shared by all processes where there is a store that they share. One
 * contract suite runs over every adapter.
 */
export abstract class SecretStore {
  /** Undefined when there is none, or its time is over. @throws SecretsUnreachable */
  abstract find(name: string): Promise<string | undefined>;

  /** The latest wins. Never rejects: what cannot be shared is kept for this process. */
  abstract keep(name: string, secret: string, ttlMs: number): Promise<void>;

  /**
   * Nobody finds it any more, in whatever process; harmless when there is none. @throws SecretsUnreachable when it may
   * still be found elsewhere
   */
  abstract forget(name: string): Promise<void>;

  /**
   * Lets the caller do what `name` says, and nobody else until it is released, or `ttlMs` milliseconds are over.
   * Undefined when somebody else may. Never rejects: without a store everybody may.
   */
  abstract claim(name: string, ttlMs: number): Promise<Claim | undefined>;
}
