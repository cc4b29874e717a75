import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

/** Milliseconds; a Redis near by answers in one, and nobody should wait for one that does not. */
const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** Milliseconds between two tries to connect. */
const RETRY_MS = { min: 50, max: 1_000 };

type Listener = (message: string) => void;

/**
 * The connections of this process to Redis: one for commands, one for what others publish. Commands fail at
 * once while there is no connection; it comes back by itself.
 */
export class RedisConnection {
  readonly commands: Redis;
  private readonly subscriber: Redis;
  private readonly logger = new Logger('Redis');
  private readonly channels = new Map<string, Set<Listener>>();
  private closing = false;
  private readonly onReady = new Set<() => void>();

  /** @param url `redis://` or `rediss://`; never shown, for it may hold a password */
  constructor(url: string) {
    this.commands = connect(url, { enableOfflineQueue: false, commandTimeout: COMMAND_TIMEOUT_MS });
    // Subscribes again to all of its channels whenever it is connected again.
    this.subscriber = connect(url, { enableOfflineQueue: true });
    this.watch();
  }

  /** Whether commands can be sent now. */
  get isReady(): boolean {
    return this.commands.status === 'ready';
  }

  /** Calls `listener` whenever there is a connection again, until the returned function is called. */
  whenReady(listener: () => void): () => void {
    this.onReady.add(listener);
    return () => void this.onReady.delete(listener);
  }

  /** Resolves when Redis answers. @throws whatever keeps it from doing so */
  async check(): Promise<void> {
    await this.commands.ping();
  }

  /**
   * Calls `listener` with what is published there, until the returned function is called.
   * @param onListening called when nothing that is published from now on is missed
   */
  listen(channel: string, listener: Listener, onListening: () => void = ignore): () => void {
    const listeners = this.channels.get(channel) ?? new Set();
    listeners.add(listener);
    this.channels.set(channel, listeners);
    if (listeners.size === 1) this.subscriber.subscribe(channel).then(onListening, ignore);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.channels.get(channel) !== listeners) return;
      this.channels.delete(channel);
      this.subscriber.unsubscribe(channel).catch(ignore);
    };
  }

  async close(): Promise<void> {
    this.closing = true;
    this.onReady.clear();
    this.commands.disconnect();
    this.subscriber.disconnect();
  }

  private watch(): void {
    let lost = false;
    this.commands.on('ready', () => {
      if (lost) this.logger.log('Redis is there again');
      lost = false;
      for (const tell of this.onReady) tell();
    });
    this.commands.on('close', () => {
      if (!lost && !this.closing) this.logger.warn('Redis cannot be reached');
      lost = true;
    });
    // ioredis tells each failed try; the lines above tell what matters, and once.
    this.commands.on('error', ignore);
    this.subscriber.on('error', ignore);
    this.subscriber.on('message', (channel: string, message: string) => {
      for (const tell of this.channels.get(channel) ?? []) tell(message);
    });
  }
}

function connect(
  url: string,
  options: { readonly enableOfflineQueue: boolean; readonly commandTimeout?: number },
): Redis {
  return new Redis(url, {
    ...options,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: null,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (tries) => Math.min(RETRY_MS.min * tries, RETRY_MS.max),
  });
}

function ignore(): void {
  // Said once where the connection is lost.
}
