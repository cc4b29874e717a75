import { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { CompiledQuery, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Engine, Purpose, WriteLock } from './engine.js';
import { postgresSignals } from './postgres-signals.js';

/** SQLSTATE classes that blame a statement's values: data exception, integrity violation, program limit. */
const VALUE_FAULT = /^(?:22|23|54)/;

/** Advisory, so that it stands in the way of nobody else: no backup, no autovacuum. */
const WRITE_LOCKS: Readonly<Record<WriteLock, CompiledQuery>> = {
  together: CompiledQuery.raw("select pg_advisory_xact_lock_shared(hashtext('miniask traces'))"),
  alone: CompiledQuery.raw("select pg_advisory_xact_lock(hashtext('miniask traces'))"),
};

export interface PostgresOptions {
  /** A query that runs longer is cancelled by the server. */
  readonly statementTimeoutMs?: number;
  /** A server that sends nothing for this long is given up; longer than a query may take, or idling. */
  readonly silenceMs?: number;
}

/** A pool of connections per purpose; connects when it is first used. */
export function openPostgres(databaseUrl: string, options: PostgresOptions = {}): Engine {
  return {
    location: describe(databaseUrl),
    dialect: (purpose) => new PostgresDialect({ pool: createPool(databaseUrl, purpose, options) }),
    // Every query goes to the server that the address names now.
    present: async () => {},
    // A commit of PostgreSQL is on the disk unless its owner switched synchronous_commit off.
    durable: async () => {},
    locksRows: true,
    writeLock: (kind) => WRITE_LOCKS[kind],
    signals: postgresSignals(databaseUrl),
    // Its autovacuum frees what was deleted, as its owner has set it up.
    purge: async () => true,
    blamesValues: (error) => VALUE_FAULT.test(driverCode(error)),
    explain,
    close: async () => {},
  };
}

function createPool(connectionString: string, purpose: Purpose, options: PostgresOptions): pg.Pool {
  const { statementTimeoutMs = 5000, silenceMs = 6000 } = options;
  const pool = new pg.Pool({
    connectionString,
    application_name: 'miniask',
    max: purpose === 'requests' ? 10 : 1,
    connectionTimeoutMillis: 3000,
    idleTimeoutMillis: silenceMs / 2,
    ...(purpose === 'requests' && {
      statement_timeout: statementTimeoutMs,
      stream: () => impatientSocket(silenceMs),
    }),
  });
  // A connection may be lost at any time. Whoever uses it is told by the query that fails; without these
  // listeners Node would end the process beside that.
  pool.on('connect', (client) => client.on('error', reportLoss));
  pool.on('error', () => {});
  return pool;
}

function reportLoss(error: unknown): void {
  new Logger('PostgreSQL').warn({ cause: explain(error) }, 'connection lost');
}

/**
 * A machine that vanished sends no farewell, and TCP alone takes a quarter of an hour to notice.
 * The pool closes idle connections earlier than this, so only a stuck one is silent for so long.
 */
function impatientSocket(silenceMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(silenceMs, () => socket.destroy(new Error('the server went silent')));
  return socket;
}

/** SQLSTATE, or the system's error code such as `ECONNREFUSED`; empty when there is none. */
function driverCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function explain(error: unknown): string {
  const code = driverCode(error);
  // These quote the refused values in their messages.
  if (VALUE_FAULT.test(code)) return `PostgreSQL error ${code}`;
  const message = error instanceof Error ? error.message : String(error);
  return [`PostgreSQL error`, code, message].filter((part) => part !== '').join(' ');
}

function describe(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return 'PostgreSQL';
  const { host, pathname } = new URL(databaseUrl);
  return `PostgreSQL ${host}${pathname}`;
}
