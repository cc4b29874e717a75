import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { installPackage } from '../support/install-package.js';

const VERSION = '0.123.1';

/** It must tell nobody anything, and ask nobody for news of itself. */
const QUIET = {
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  PROMPTFOO_DISABLE_SHARING: '1',
  PROMPTFOO_CACHE_ENABLED: 'false',
};

const Results = z.object({
  results: z.object({
    results: z.array(
      z.object({
        success: z.boolean(),
        error: z.string().nullish(),
        gradingResult: z
          .object({
            componentResults: z.array(
              z.object({
                pass: z.boolean(),
                reason: z.string(),
                assertion: z.object({ type: z.string(), metric: z.string().optional() }).nullish(),
              }),
            ),
          })
          .nullish(),
      }),
    ),
  }),
});

export interface Run {
  readonly exitCode: number | null;
  readonly output: string;
}

/** The pinned promptfoo; installing it takes a minute or two and 2 GB. */
export class Promptfoo {
  private constructor(
    private readonly bin: string,
    private readonly home: string,
  ) {}

  static async install(): Promise<Promptfoo> {
    return new Promptfoo(
      await installPackage('promptfoo', VERSION),
      await mkdtemp(join(tmpdir(), 'miniask-promptfoo-')),
    );
  }

  validate(file: string): Promise<Run> {
    return this.run(['validate', 'config', '-c', file]);
  }

  /** Runs the tests of a file. */
  async evaluate(file: string, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
    const out = join(this.home, 'results.json');
    const { output } = await this.run(
      ['eval', '-c', file, '--no-cache', '--no-write', '--no-table', '-j', '1', '-o', out, ...args],
      env,
    );
    const json = await readFile(out, 'utf8').catch(() => {
      throw new Error(output);
    });
    await rm(out);
    return Results.parse(JSON.parse(json)).results.results;
  }

  async dispose(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }

  private async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
    const child = spawn(join(this.bin, 'promptfoo'), args, {
      env: { ...process.env, ...QUIET, PROMPTFOO_CONFIG_DIR: this.home, PATH: path, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { exitCode: child.exitCode, output: `${stdout}\n${stderr}` };
  }
}
