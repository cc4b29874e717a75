import { Logger } from '@nestjs/common';
import { digest } from '../../common/digest.js';
import { newId } from '../../common/ids.js';
import { LuaScript } from '../../redis/lua-script.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import type { Seal } from './seal.js';
import { type Claim, SecretStore, SecretsUnreachable } from './secret-store.js';

/**
 * Gives a claim back that is still the caller's.
 * KEYS the claim · ARGV whose it is
 */
const RELEASE = new LuaScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);

/** Where the keys of secrets are told that every process is to forget. */
const FORGET_CHANNEL = 'miniask:secret:forget';

/**
 * Secrets that all processes share, sealed, under names that tell nobody's. What this process has kept itself it also
 * knows while Redis is gone, or has lost it.
 */
export class RedisSecretStore extends SecretStore {
  private readonly logger = new Logger('SecretStore');

  /** @param own what this process has kept, under the keys that Redis knows it by */
  constructor(
    private readonly redis: RedisConnection,
    private readonly seal: Seal,
    private readonly own: SecretStore,
  ) {
    super();
    redis.listen(FORGET_CHANNEL, (key) => void own.forget(key));
  }

  override async find(name: string): Promise<string | undefined> {
    const key = keyOf('secret', name);
    try {
      const sealed = await this.redis.commands.get(key);
      const secret = sealed === null ? undefined : this.seal.open(name, sealed);
      return secret ?? (await this.own.find(key));
    } catch (error) {
      this.note(error);
      const secret = await this.own.find(key);
      if (secret === undefined) throw new SecretsUnreachable();
      return secret;
    }
  }

  override async keep(name: string, secret: string, ttlMs: number): Promise<void> {
    const key = keyOf('secret', name);
    await this.own.keep(key, secret, ttlMs);
    const life = Math.ceil(ttlMs);
    await this.attempt(this.redis.commands.set(key, this.seal.seal(name, secret), 'PX', life));
  }

  override async forget(name: string): Promise<void> {
    const key = keyOf('secret', name);
    await this.own.forget(key);
    try {
      await this.redis.commands.del(key);
      await this.redis.commands.publish(FORGET_CHANNEL, key);
    } catch (error) {
      this.note(error);
      throw new SecretsUnreachable();
    }
  }

  override async claim(name: string, ttlMs: number): Promise<Claim | undefined> {
    const { commands } = this.redis;
    const key = keyOf('claim', name);
    const owner = newId();
    const answer = await this.attempt(commands.set(key, owner, 'PX', Math.ceil(ttlMs), 'NX'));
    if (answer === null) return undefined;
    return { release: async () => void (await this.attempt(RELEASE.run(commands, [key], [owner]))) };
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
