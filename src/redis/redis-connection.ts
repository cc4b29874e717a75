import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

/**
 * Milliseconds in which Redis must say something while a command waits. One near by answers in one; and who
 * asks a Redis that hangs should not wait for it, and never for one command after another.
 */
const SILENCE_MS = 500;
const CONNECT_TIMEOUT_MS = 2_000;
/** Milliseconds between two tries to connect. */
const RETRY_MS = { min: 50, max: 1_000 };

type Listener = (message: string) => void;

/** What is called at a channel, by its listeners, and what tells each of them that it misses nothing. */
type Channel = Map<Listener, () => void>;

/**
 * The connections of this process to Redis: one for commands, one for what others publish. Commands fail at
 * once while there is no connection, and so do all of those that wait when Redis has hung for half a second:
 * it counts as gone until a new connection has got an answer. That comes by itself.
 */
export class RedisConnection {
  readonly commands: Redis;
  private readonly subscriber: Redis;
  private readonly logger = new Logger('Redis');
  private readonly channels = new Map<string, Channel>();
  private closing = false;
  private readonly onReady = new Set<() => void>();

  /** @param url `redis://` or `rediss://`; never shown, for it may hold a password */
  constructor(url: string) {
    this.commands = connect(url);
    this.subscriber = connect(url);
    this.watchCommands();
    this.watchSubscriber();
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
   * Calls `listener` with what is published there, until the returned function is called. What is published
   * while there is no connection is missed.
   * @param onListening called when nothing that is published from now on is missed, and so once more after
   *   each time that the connection was lost
   */
  listen(channel: string, listener: Listener, onListening: () => void = ignore): () => void {
    const listeners: Channel = this.channels.get(channel) ?? new Map();
    listeners.set(listener, onListening);
    this.channels.set(channel, listeners);
    // Also for one who joins others: the answer tells when it misses nothing.
    if (this.subscriber.status === 'ready') void this.subscribe(channel, [onListening]);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.channels.get(channel) !== listeners) return;
      this.channels.delete(channel);
      if (this.subscriber.status === 'ready') this.subscriber.unsubscribe(channel).catch(ignore);
    };
  }

  async close(): Promise<void> {
    this.closing = true;
    this.onReady.clear();
    this.commands.disconnect();
    this.subscriber.disconnect();
  }

  private watchCommands(): void {
    let lost = false;
    this.commands.on('ready', () => {
      if (lost) this.logger.log('Redis is there again');
      // Nothing is sent there that would show that its connection was lost in silence with the other one.
      if (lost && this.subscriber.status === 'ready') this.subscriber.ping().catch(ignore);
      lost = false;
      for (const tell of this.onReady) tell();
    });
    this.commands.on('close', () => {
      if (!lost && !this.closing) this.logger.warn('Redis cannot be reached');
      lost = true;
    });
    // ioredis tells each failed try; the lines above tell what matters, and once.
    this.commands.on('error', ignore);
  }

  private watchSubscriber(): void {
    this.subscriber.on('ready', () => {
      for (const [channel, listeners] of this.channels) void this.subscribe(channel, listeners.values());
    });
    this.subscriber.on('message', (channel: string, message: string) => {
      for (const tell of this.channels.get(channel)?.keys() ?? []) tell(message);
    });
    this.subscriber.on('error', ignore);
  }

  private async subscribe(channel: string, onListening: Iterable<() => void>): Promise<void> {
    try {
      await this.subscriber.subscribe(channel);
    } catch (error) {
      // Who lost the connection subscribes again when it is back; a refusal stays one.
      if (this.subscriber.status !== 'ready' || !(error instanceof Error)) return;
      return this.logger.warn({ err: error.message }, 'Redis lets nobody listen');
    }
    for (const tell of onListening) tell();
  }
}

function connect(url: string): Redis {
  return new Redis(url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_MS,
    enableOfflineQueue: false,
    // What waits for an answer when the connection is lost fails then, and is not sent once more: it may have been done.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // ioredis would do so for the channels that Redis has confirmed alone.
    autoResubscribe: false,
    retryStrategy: (tries) => Math.min(RETRY_MS.min * tries, RETRY_MS.max),
  });
}

function ignore(): void {
  // Said once where the connection is lost.
}
