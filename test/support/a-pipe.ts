import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { onTestFinished } from 'vitest';

export interface Pipe {
  readonly path: string;
  /** Whether somebody who waited for a writer had to be released. */
  readonly hasHeldUp: boolean;
}

/**
 * A named pipe for the running test, to which nobody writes. Whoever waits for that nevertheless stands still for ten
 * seconds and reads an empty text, so that a test fails rather than hangs.
 */
export function aPipe(path: string): Pipe {
  execFileSync('mkfifo', [path]);
  const held = `${path}.held`;
  const release = spawn('sh', ['-c', 'sleep 10; : > "$1"; exec 3> "$0"', path, held], { stdio: 'ignore' });
  onTestFinished(() => void release.kill('SIGKILL'));
  return {
    path,
    get hasHeldUp() {
      return existsSync(held);
    },
  };
}
