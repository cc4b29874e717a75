import { open, type FileHandle } from 'node:fs/promises';

/**
 * Forces SQLite's write-ahead log onto the disk, off the event loop. SQLite's own `synchronous=FULL`
 * does the same inside every commit, and on a cloud disk each would stop all requests for milliseconds.
 * The log carries checksums and commit marks, so what reached the disk is recovered as a whole commit
 * or not at all (https://www.sqlite.org/wal.html). SQLite puts its locks on the other two files:
 * opening and closing this one beside it disturbs none.
 */
export class WriteAheadLog {
  private file: Promise<FileHandle> | null = null;

  /** @param path of the log itself: the database's with `-wal` at its end. */
  constructor(private readonly path: string) {}

  /** Resolves when all that was written to the log before the call is on the disk. */
  async sync(): Promise<void> {
    this.file ??= open(this.path, 'r+');
    try {
      await (await this.file).datasync();
    } catch (error) {
      // A handle that failed once may have swallowed the error for later calls: begin with a new one.
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const file = this.file;
    this.file = null;
    await file?.then(
      (handle) => handle.close(),
      () => {},
    );
  }
}
