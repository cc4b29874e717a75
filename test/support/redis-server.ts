import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';

/** A real Redis of its own on a random port, without a disk: what it held is lost when it stops. */
export class RedisServer {
  private process: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again on the same port, empty. */
  async restart(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const server = spawn('redis-server', options, { stdio: 'ignore' });
    this.process = server;
    const failed = once(server, 'error').then(([error]) => {
      throw new Error('redis-server is needed for these tests', { cause: error });
    });
    await Promise.race([failed, this.untilItListens()]);
  }

  /** From now on it takes connections and commands, and answers nothing, as when its machine is out of breath. */
  hang(): void {
    this.process?.kill('SIGSTOP');
  }

  /** Answers again, also what it was sent meanwhile. */
  goOn(): void {
    this.process?.kill('SIGCONT');
  }

  /** Like a crash. */
  async stop(): Promise<void> {
    const server = this.process;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }

  keys(): Promise<{ key: string; ttl: number }[]> {
    return this.ask(async (redis) => {
      const keys = await redis.keys('*');
      return Promise.all(keys.map(async (key) => ({ key, ttl: await redis.pttl(key) })));
    });
  }

  count(pattern: string): Promise<number> {
    return this.ask(async (redis) => (await redis.keys(pattern)).length);
  }

  async forget(pattern: string): Promise<void> {
    await this.ask(async (redis) => redis.del(...(await redis.keys(pattern))));
  }

  private async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url);
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  private async untilItListens(): Promise<void> {
    for (;;) {
      const socket = connect(this.port, '127.0.0.1');
      const listens = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      socket.destroy();
      if (listens) return;
    }
  }
}
