import { Logger } from '@nestjs/common';
import { digest } from '../../common/digest.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import type { Seal } from './seal.js';
import { SecretStore, SecretsUnreachable } from './secret-store.js';

/**
 * Secrets that all processes share, sealed, under names that tell nobody's. What this process has kept itself it also
 * knows while Redis is gone, or has lost it.
 */
export class RedisSecretStore extends SecretStore {
  private readonly logger = new Logger('SecretStore');

  /** @param own what this process has kept */
  constructor(
    private readonly redis: RedisConnection,
    private readonly seal: Seal,
    private readonly own: SecretStore,
  ) {
    super();
  }

  override async find(name: string): Promise<string | undefined> {
    try {
      const sealed = await this.redis.commands.get(keyOf('secret', name));
      const secret = sealed === null ? undefined : this.seal.open(name, sealed);
      return secret ?? (await this.own.find(name));
    } catch (error) {
      this.note(error);
      const secret = await this.own.find(name);
      if (secret === undefined) throw new SecretsUnreachable();
      return secret;
    }
  }

  override async keep(name: string, secret: string, ttlMs: number): Promise<void> {
    await this.own.keep(name, secret, ttlMs);
    const life = Math.ceil(ttlMs);
    await this.attempt(
      this.redis.commands.set(keyOf('secret', name), this.seal.seal(name, secret), 'PX', life),
    );
  }

  override async claim(name: string, ttlMs: number): Promise<boolean> {
    const claimed = this.redis.commands.set(keyOf('claim', name), '1', 'PX', Math.ceil(ttlMs), 'NX');
    const answer = await this.attempt(claimed);
    return answer !== null;
  }

  override async release(name: string): Promise<void> {
    await this.attempt(this.redis.commands.del(keyOf('claim', name)));
  }

  /** Undefined when Redis cannot be used. */
  private async attempt<T>(command: Promise<T>): Promise<T | undefined> {
    try {
      return await command;
    } catch (error) {
      this.note(error);
      return undefined;
    }
  }

  /** Without its words, which may quote what was stored. */
  private note(error: unknown): void {
    this.logger.debug(
      { err: error instanceof Error ? error.name : typeof error },
      'secrets cannot be shared: Redis cannot be used',
    );
  }
}

function keyOf(kind: 'secret' | 'claim', name: string): string {
  return `miniask:${kind}:${digest(name)}`;
}
