/** Result codes: https://www.sqlite.org/rescode.html; the low byte of an extended code is the primary one. */
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const TOO_BIG = 18;
const CONSTRAINT = 19;
const MISMATCH = 20;
const NOT_A_DATABASE = 26;

/** The primary result code of an error of `node:sqlite`; null for any other error. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

/** Somebody else holds the lock: the same statement may succeed a moment later. */
export function isLocked(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === BUSY || code === LOCKED;
}

/** The file is no sound database: no permission would help. */
export function isDamaged(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CORRUPT || code === NOT_A_DATABASE;
}

/** The values were refused, not the statement or the database. */
export function blamesValues(error: unknown): boolean {
  const code = sqliteCode(error);
  // A value of a type that SQLite has no column for is refused by Node before SQLite sees it.
  if (code === null) return error instanceof TypeError;
  return code === TOO_BIG || code === CONSTRAINT || code === MISMATCH;
}

/** SQLite names tables and columns in its messages, never values. */
export function explain(error: unknown): string {
  const code = sqliteCode(error);
  const message = error instanceof Error ? error.message : String(error);
  return code === null ? message : `SQLite error ${code}: ${message}`;
}
