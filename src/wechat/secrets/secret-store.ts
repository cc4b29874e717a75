/** The store cannot be asked: whether it has the secret is not known. */
export class SecretsUnreachable extends Error {
  override readonly name = 'SecretsUnreachable';
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
   * Whether the caller is the one who may do what `name` says; nobody else is until it is released, or `ttlMs`
   * milliseconds are over. Never rejects: without a store everybody may.
   */
  abstract claim(name: string, ttlMs: number): Promise<boolean>;

  /** Never rejects. */
  abstract release(name: string): Promise<void>;
}
