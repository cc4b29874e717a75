import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
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
      writeUntilFull(ballast);
      return () => rmSync(ballast);
    },
    remove() {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Asks for room until there is none: how much is free cannot be asked before, a server may write beside. */
function writeUntilFull(file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    for (const size of [64 * 1024, 1]) writePieces(descriptor, Buffer.alloc(size));
  } finally {
    closeSync(descriptor);
  }
}

/** @throws NodeJS.ErrnoException whatever else than a full disk stops it */
function writePieces(descriptor: number, piece: Buffer): void {
  try {
    for (;;) writeSync(descriptor, piece);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
