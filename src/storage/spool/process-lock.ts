import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * A lock that the operating system takes from a process which ends, however it ends, so that nobody waits for the dead and
 * nobody takes the living for dead. Node has no call for that; SQLite has, and keeps to it on every system
 * (https://www.sqlite.org/lockingv3.html). The file stays empty, and has none beside it.
 */
export class ProcessLock {
  private constructor(
    private readonly path: string,
    private readonly database: DatabaseSync,
  ) {}

  /** Undefined when another process, or somebody else in this one, holds it. @throws Error when the folder cannot be written */
  static take(path: string): ProcessLock | undefined {
    makeFile(path);
    const database = new DatabaseSync(path, { timeout: 0 });
    try {
      database.exec('pragma journal_mode = memory; begin exclusive');
      // Whoever held it before has removed it since then: another one may hold a new file of that name.
      if (existsSync(path)) return new ProcessLock(path, database);
    } catch {
      // It is held.
    }
    database.close();
    return undefined;
  }

  /** Lets go of it and removes its file: to be called when nothing is left that it guards. */
  remove(): void {
    this.release();
    rmSync(this.path, { force: true });
  }

  /** Lets go of it as the end of the process would. */
  release(): void {
    this.database.close();
  }
}

/** One that is there is not opened: closing it would take this process' own locks from it. */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'ax', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
