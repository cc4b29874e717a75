import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { z } from 'zod';

/** Kernel ticks a second in /proc/<pid>/stat (sysconf(_SC_CLK_TCK)); 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Arguments with which a server can be asked for its memory. */
export const WITH_MEMORY = ['--expose-gc', '--import', './bench/memory-probe.ts'];

const Memory = z.object({ inUse: z.number() });

/** A server in a process of its own, whose CPU time can be read. Linux only. */
export class ServerProcess {
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.child = child;
  }

  /** Starts `node ...args` with PORT set, and waits until something listens there. */
  static async start(args: string[], port: number, env: Record<string, string> = {}): Promise<ServerProcess> {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, PORT: String(port), ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const url = `http://127.0.0.1:${port}`;
    const giveUpAt = Date.now() + 30_000;
    while (!(await answers(url))) {
      if (child.exitCode !== null || Date.now() > giveUpAt) {
        child.kill('SIGKILL');
        throw new Error(`${args.join(' ')} did not start`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return new ServerProcess(url, child);
  }

  /** CPU time of the process so far, user and system, in milliseconds. */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
    // The name in parentheses may contain spaces; utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
  }

  /** What it has in use after a collection, in bytes; of one that was started `WITH_MEMORY`. */
  async memory(): Promise<number> {
    const told = once(this.child, 'message');
    this.child.send('memory');
    return Memory.parse((await told)[0]).inUse;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}

/** A port that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}
