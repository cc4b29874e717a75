import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../test/support/free-port.ts';

const START_MS = 60_000;
const Memory = z.object({ inUse: z.number() });

export interface ServerOptions {
  readonly name: string;
  /** Its own, for configuration, data and log. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Raises the limits of a minute until they are out of the way. */
  readonly liftLimits: boolean;
}

/** The built server in a process of its own. */
export class FuzzedServer {
  private constructor(
    readonly name: string,
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly logFile: string,
  ) {}

  static async start({ name, folder, env, liftLimits }: ServerOptions): Promise<FuzzedServer> {
    const config = join(folder, 'config');
    await mkdir(folder, { recursive: true });
    await cp('config', config, { recursive: true });
    if (liftLimits) await lift(join(config, 'env-policy.yaml'));
    const port = await freePort();
    const logFile = join(folder, 'log');
    const log = openSync(logFile, 'w');
    const child = spawn(
      process.execPath,
      ['--expose-gc', '--import', './bench/memory-probe.ts', 'dist/main.js'],
      {
        env: {
          PATH: process.env['PATH'],
          APP_ENV: 'prod',
          PORT: String(port),
          CONFIG_DIR: config,
          DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
          // Its requests come from many addresses, as far as it can tell.
          MINIASK_TRUSTED_PROXIES: 'loopback',
          MINIASK_LOG_FORMAT: 'json',
          ...env,
        },
        stdio: ['ignore', log, log, 'ipc'],
      },
    );
    closeSync(log);
    const server = new FuzzedServer(name, `http://127.0.0.1:${port}`, child, logFile);
    await server.untilReady();
    return server;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has in use after a collection, in bytes. */
  async inUse(): Promise<number> {
    const told = once(this.child, 'message');
    this.child.send('memory');
    return Memory.parse((await told)[0]).inUse;
  }

  /** Lines of its log that tell of what nobody foresaw. */
  errors(): string[] {
    return readFileSync(this.logFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && (!line.startsWith('{') || line.includes('"level":"error"') || line.includes('"level":"fatal"')));
  } // prettier-ignore

  async stop(): Promise<void> {
    if (!this.alive) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const giveUp = setTimeout(() => this.child.kill('SIGKILL'), 30_000);
    await exited;
    clearTimeout(giveUp);
  }

  private async untilReady(): Promise<void> {
    const giveUpAt = Date.now() + START_MS;
    while (this.alive && Date.now() < giveUpAt) {
      const ready = await fetch(`${this.url}/readyz`).catch(() => undefined);
      await ready?.body?.cancel();
      if (ready?.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.child.kill('SIGKILL');
    throw new Error(`the server ${this.name} did not start:\n${readFileSync(this.logFile, 'utf8')}`);
  }
}

/** Everything of the file that is a limit of a minute or a day. */
async function lift(file: string): Promise<void> {
  const policy = await readFile(file, 'utf8');
  await writeFile(file, policy.replaceAll(/((?:asks|tokens|logins)_per_\w+): *\d+/g, '$1: 100000'));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
