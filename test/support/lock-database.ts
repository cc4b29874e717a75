import { DatabaseSync } from 'node:sqlite';

/** Milliseconds that a write which is on its way may take. */
const PATIENCE_MS = 10_000;

/** Somebody else holds the lock of SQLite's file, for longer than anybody waits: until the returned function is called. */
export function lockDatabase(path: string): () => void {
  const other = new DatabaseSync(path, { timeout: PATIENCE_MS });
  other.exec('begin immediate');
  return () => {
    other.exec('rollback');
    other.close();
  };
}
