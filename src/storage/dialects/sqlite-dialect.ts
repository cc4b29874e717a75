import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely';
import { LRUCache } from 'lru-cache';
import { isLocked } from './sqlite-errors.js';

/** Statements kept prepared. Repositories build few different ones; this is far more than they need. */
const PREPARED_STATEMENTS = 256;

/**
 * Kysely's SQLite dialect over the SQLite that is built into Node. What it adds: prepared statements
 * are kept, transactions take the write lock when they begin (one that takes it later cannot wait for
 * it), schema changes are transactional, and a locked database is waited for without blocking the
 * event loop.
 */
export class NodeSqliteDialect extends SqliteDialect {
  /** @param lockWaitsMs how long to wait before each new try when another process holds the lock. */
  constructor(
    private readonly database: DatabaseSync,
    private readonly lockWaitsMs: readonly number[],
  ) {
    super({ database: kyselyView(database) });
  }

  override createDriver(): Driver {
    return new WaitingDriver(this.database, this.lockWaitsMs);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalDdlAdapter();
  }
}

/** SQLite has transactional DDL; a migration inside `begin immediate` is also locked against others. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class WaitingDriver extends SqliteDriver {
  private connection: DatabaseConnection | null = null;

  constructor(
    private readonly database: DatabaseSync,
    private readonly lockWaitsMs: readonly number[],
  ) {
    super({ database: kyselyView(database) });
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.connection ??= new WaitingConnection(await super.acquireConnection(), this.lockWaitsMs);
    return this.connection;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** SQLite ends a transaction by itself when the disk is full, say; an error of this would hide that one. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/**
 * Tries again while the database is locked. SQLite's own busy timeout would sleep inside the call and
 * with it every request of this process. These timers do keep the process alive: at start nothing else
 * may, and it must not end silently while it waits for another process' migration.
 */
class WaitingConnection implements DatabaseConnection {
  constructor(
    private readonly connection: DatabaseConnection,
    private readonly lockWaitsMs: readonly number[],
  ) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    for (const waitMs of this.lockWaitsMs) {
      try {
        return await this.connection.executeQuery<R>(query);
      } catch (error) {
        if (!isLocked(error)) throw error;
        await sleep(waitMs);
      }
    }
    return this.connection.executeQuery<R>(query);
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.connection.streamQuery<R>(query, chunkSize);
  }
}

/** `node:sqlite` in the shape of better-sqlite3, which Kysely is written for. */
function kyselyView(database: DatabaseSync): SqliteDatabase {
  const prepared = new LRUCache<string, SqliteStatement>({ max: PREPARED_STATEMENTS });
  return {
    prepare(sql) {
      const kept = prepared.get(sql);
      if (kept !== undefined) return kept;
      const statement = statementView(database.prepare(sql));
      prepared.set(sql, statement);
      return statement;
    },
    // The engine that opened the database closes it: several Kyselys may share it one after the other.
    close() {},
  };
}

function statementView(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...bindable(parameters)),
    run: (parameters) => statement.run(...bindable(parameters)),
    iterate: (parameters) => statement.iterate(...bindable(parameters)),
  };
}

/** Kysely calls its parameters unknown, because other databases take more kinds of them. */
function bindable(parameters: readonly unknown[]): readonly SQLInputValue[] {
  if (!parameters.every(isBindable)) throw new TypeError('SQLite cannot store a value of this type');
  return parameters;
}

function isBindable(value: unknown): value is SQLInputValue {
  if (value === null || ArrayBuffer.isView(value)) return true;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}
