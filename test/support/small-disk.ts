import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** A file system of its own that is soon full. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no room, until the returned function is called. */
  fill(): () => void;
  remove(): void;
}

/**
 * Whether tests that need one run: it takes the right to mount, which people seldom have on their own machines. In CI they
 * run in any case, and fail without it.
 */
export const canHaveSmallDisk = ((): boolean => {
  if (process.env['CI'] !== undefined) return true;
  try {
    makeSmallDisk(1).remove();
    return true;
  } catch {
    return false;
  }
})();

/** @throws Error where that is not allowed */
export function makeSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'miniask-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return {
    folder,
    fill() {
      const ballast = join(folder, 'ballast');
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
      return () => rmSync(ballast);
    },
    remove() {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
