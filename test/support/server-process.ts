import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** The server as a process of its own, from its start to whatever ends it. */
export class ServerProcess {
  output = '';
  url = '';

  private constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
  }

  static async start(env: Record<string, string>): Promise<ServerProcess> {
    const child = spawn(
      process.execPath,
      ['--import', './test/support/register-typescript.mjs', 'src/main.ts'],
      { env: { PATH: process.env['PATH'], PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const server = new ServerProcess(child);
    while (server.url === '') {
      const ended = await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')]);
      server.url = /^Swagger UI: (.*)\/docs$/m.exec(server.output)?.[1] ?? '';
      if (server.url === '' && server.hasEnded) throw new Error(`${String(ended)}\n${server.output}`);
    }
    return server;
  }

  get hasEnded(): boolean {
    return (this.child.exitCode ?? this.child.signalCode) !== null;
  }

  /** Resolves when it has written these words. @throws Error when it ends without them */
  async said(words: string): Promise<void> {
    while (!this.output.includes(words)) {
      await Promise.race([once(this.child.stdout ?? this.child, 'data'), once(this.child, 'exit')]);
      if (this.child.exitCode !== null) throw new Error(`it never said "${words}":\n${this.output}`);
    }
  }

  /** Harmless when it has ended. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.hasEnded) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }
}
