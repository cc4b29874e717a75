import { LRUCache } from 'lru-cache';
import type { Clock } from '../../common/clock.js';
import { type Claim, SecretStore } from './secret-store.js';

/** About 20 MB; beyond that, those go that were kept or asked for longest ago. */
const MAX_SECRETS = 50_000;

/** Secrets of this process alone. */
export class MemorySecretStore extends SecretStore {
  private readonly secrets: LRUCache<string, string>;
  private readonly claims: LRUCache<string, Claim>;

  constructor(clock: Clock, max = MAX_SECRETS) {
    super();
    // Asks the clock each time; the library would remember its word for a millisecond, and takes 0 for no time.
    const options = { ttlResolution: 0, perf: { now: () => clock.monotonic() + 1 } };
    this.secrets = new LRUCache<string, string>({ ...options, max });
    this.claims = new LRUCache<string, Claim>({ ...options, max: 100 });
  }

  override async find(name: string): Promise<string | undefined> {
    return this.secrets.get(name);
  }

  override async keep(name: string, secret: string, ttlMs: number): Promise<void> {
    this.secrets.set(name, secret, { ttl: ttlMs });
  }

  override async forget(name: string): Promise<void> {
    this.secrets.delete(name);
  }

  override async claim(name: string, ttlMs: number): Promise<Claim | undefined> {
    if (this.claims.has(name)) return undefined;
    const claim: Claim = {
      release: async () => {
        if (this.claims.get(name) === claim) this.claims.delete(name);
      },
    };
    this.claims.set(name, claim, { ttl: ttlMs });
    return claim;
  }
}
