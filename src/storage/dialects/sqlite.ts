import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseUnusable } from '../storage-errors.js';
import type { Alone, Engine } from './engine.js';
import { NodeSqliteDialect } from './sqlite-dialect.js';
import { blamesValues, explain, isDamaged, isLocked } from './sqlite-errors.js';
import { WriteAheadLog } from './write-ahead-log.js';

const MEMORY = ':memory:';

/** Free pages, of 4 KB, that are given back while everybody waits. */
const PAGES_AT_ONCE = 500;
/** Of `pragma auto_vacuum`. */
const INCREMENTAL = 2;

/** How long opening may block, while another process opens or migrates the same file. */
const OPENING_TIMEOUT_MS = 10_000;

/** Together about two seconds: longer than any commit, shorter than a client's patience. */
const LOCK_WAITS_MS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000];

/** Ten minutes more: a migration of another process may make the indexes of a million traces. */
const MIGRATION_LOCK_WAITS_MS = [...LOCK_WAITS_MS, ...Array<number>(1200).fill(500)];

export function sqliteFileExists(databaseUrl: string): boolean {
  return existsSync(resolve(databaseUrl.slice('sqlite:'.length)));
}

export interface SqliteOptions {
  /** How long requests wait before each new try when another process holds the lock. */
  readonly lockWaitsMs?: readonly number[];
}

/**
 * A database file (or `sqlite::memory:`), created with its folder when it is not there, readable by
 * the server's user alone.
 * @throws DatabaseUnusable
 */
export function openSqlite(databaseUrl: string, { lockWaitsMs = LOCK_WAITS_MS }: SqliteOptions = {}): Engine {
  const name = databaseUrl.slice('sqlite:'.length);
  const path = name === MEMORY ? MEMORY : resolve(name);
  const database = connect(path);
  const opened = path === MEMORY ? null : statSync(path);
  const log = path === MEMORY ? null : new WriteAheadLog(`${path}-wal`);
  const present = async (): Promise<void> => {
    if (opened === null) return;
    const { ino, dev } = await stat(path);
    if (ino !== opened.ino || dev !== opened.dev) throw new Error('the file was replaced');
  };
  return {
    location: `SQLite ${path}`,
    dialect: (purpose) =>
      new NodeSqliteDialect(database, purpose === 'requests' ? lockWaitsMs : MIGRATION_LOCK_WAITS_MS),
    // A file that was deleted or replaced is written to all the same, for nobody.
    present,
    durable: async () => void (await Promise.all([log?.sync(), present()])),
    locksRows: false,
    writeLock: () => undefined,
    signals: null,
    purge: (alone) => purge(database, alone),
    blamesValues,
    explain,
    async close() {
      await log?.close();
      database.close();
    },
  };
}

function connect(path: string): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    if (path !== MEMORY) createFile(path);
    database = new DatabaseSync(path, { timeout: OPENING_TIMEOUT_MS });
    configure(database, path);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof DatabaseUnusable) throw error;
    throw new DatabaseUnusable(
      `DATABASE_URL: the SQLite database ${path} cannot be opened for writing (${explain(error)}). ` +
        advice(error),
      { cause: error },
    );
  }
}

function advice(error: unknown): string {
  const elsewhere = 'name another place: DATABASE_URL=sqlite:/path/to/miniask.db';
  return isDamaged(error)
    ? `Put a backup in its place, or ${elsewhere}`
    : `Let this server's user write to that file and its folder, or ${elsewhere}`;
}

/** SQLite gives its side files the permissions of the database file, so it is enough to set these once. */
function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/**
 * `secure_delete` has written zeros over what was deleted; here free pages are given back to the file system, and
 * the log is copied and emptied, in which older versions of pages stand.
 */
async function purge(database: DatabaseSync, alone: Alone): Promise<boolean> {
  try {
    if (numberOf(database, 'auto_vacuum') === INCREMENTAL) {
      let left = Number.POSITIVE_INFINITY;
      for (let before = left; left > 0; before = left) {
        left = await alone(() => freePages(database));
        if (left >= before) break;
      }
    }
    return await alone(() => database.prepare('pragma wal_checkpoint(truncate)').get()?.['busy'] === 0);
  } catch (error) {
    if (isLocked(error)) return false;
    throw error;
  }
}

/** Gives some back. @returns how many are left */
function freePages(database: DatabaseSync): number {
  database.exec(`pragma incremental_vacuum(${PAGES_AT_ONCE})`);
  return numberOf(database, 'freelist_count');
}

function numberOf(database: DatabaseSync, pragma: 'auto_vacuum' | 'freelist_count'): number {
  return Number(database.prepare(`pragma ${pragma}`).get()?.[pragma]);
}

function configure(database: DatabaseSync, path: string): void {
  // Must come before the first page is written: a file that is there already stays as large as it ever was.
  database.exec('pragma auto_vacuum = incremental');
  database.exec('pragma secure_delete = on');
  const mode = database.prepare('pragma journal_mode = wal').get()?.['journal_mode'];
  if (path !== MEMORY && mode !== 'wal') {
    throw new DatabaseUnusable(
      `DATABASE_URL: the file system of ${path} cannot hold a SQLite write-ahead log. Use a local disk, not a network share.`,
    );
  }
  // NORMAL writes every commit to the log, which a killed process cannot take back; `WriteAheadLog`
  // adds what FULL would have done, without blocking.
  database.exec('pragma synchronous = normal');
  // Lets go of the space after a burst; the log is otherwise never shortened.
  database.exec('pragma journal_size_limit = 67108864');
  // KiB. Saves write to several indexes at random places: beside a million traces, 2 MB of cache made them a third slower.
  database.exec('pragma cache_size = -65536');
  // Statistics make the planner pick the most selective index; this looks only where it is worthwhile.
  database.exec('pragma optimize = 0x10002');
  database.exec('pragma busy_timeout = 0');
}
