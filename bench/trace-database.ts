import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { SystemClock } from '../src/common/clock.js';
import { StatsReports } from '../src/ops/stats/stats-reports.js';
import { type Database, openDatabase } from '../src/storage/database.js';
import { SqlTraceFigures } from '../src/storage/repositories/sql-trace-figures.js';
import { SqlTraceStore } from '../src/storage/repositories/sql-trace-store.js';
import { toRow } from '../src/storage/repositories/trace-row.js';
import { TraceUpsert } from '../src/storage/repositories/trace-upsert.js';
import type { Feedback } from '../src/trace/trace-record.js';
import { traceAt } from './trace-records.js';

const ROWS_AT_ONCE = 100;
const ROWS_IN_TRANSACTION = 5_000;

/** A database full of traces. */
export interface FilledDatabase {
  readonly traces: number;
  /** Milliseconds since the Unix epoch: when the last of them began, nearly. */
  readonly now: number;
  readonly store: SqlTraceStore;
  /** Without anything that was added up before. */
  newReports(): StatsReports;
  close(): Promise<void>;
}

/** @param server a PostgreSQL server where databases may be made; SQLite without */
export async function fillDatabase(traces: number, server: string | undefined): Promise<FilledDatabase> {
  const place = server === undefined ? await newFile() : await newDatabase(server);
  const filling = await openDatabase(place.url);
  const now = Date.now();
  for (let from = 0; from < traces; from += ROWS_IN_TRANSACTION) {
    await insert(filling, from, Math.min(traces, from + ROWS_IN_TRANSACTION), traces, now);
  }
  await filling.close();
  await place.settle();
  // As after a restart, which is when SQLite looks at what it has.
  const database = await openDatabase(place.url);
  const clock = new SystemClock();
  return {
    traces,
    now,
    store: new SqlTraceStore(database, clock),
    newReports: () => new StatsReports(new SqlTraceFigures(database), clock, () => true),
    async close() {
      await database.close();
      await place.remove();
    },
  };
}

async function insert(
  database: Database,
  from: number,
  to: number,
  amount: number,
  now: number,
): Promise<void> {
  const upsert = new TraceUpsert(database.query);
  const traces = Array.from({ length: to - from }, (_, index) => traceAt(from + index, amount, now));
  await database.query.transaction().execute(async (transaction) => {
    for (let at = 0; at < traces.length; at += ROWS_AT_ONCE) {
      const some = traces.slice(at, at + ROWS_AT_ONCE);
      await transaction.executeQuery(upsert.of(some.map(({ record }) => toRow(record, now))));
    }
    for (const rating of ['up', 'down'] as const) {
      const ids = traces.filter((trace) => trace.rating === rating).map(({ record }) => record.id);
      if (ids.length === 0) continue;
      const said: { feedback: Feedback['rating']; feedback_at: number } = {
        feedback: rating,
        feedback_at: now,
      };
      await transaction.updateTable('traces').set(said).where('id', 'in', ids).execute();
    }
  });
}

interface Place {
  readonly url: string;
  /** What an engine does by itself some minutes after so much was written. */
  settle(): Promise<void>;
  remove(): Promise<void>;
}

async function newFile(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'miniask-bench-'));
  return {
    url: `sqlite:${join(folder, 'miniask.db')}`,
    settle: async () => {},
    remove: () => rm(folder, { recursive: true }),
  };
}

async function newDatabase(server: string): Promise<Place> {
  const name = `miniask_bench_${process.pid}_${Math.floor(performance.now())}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await runOn(server, `create database ${name}`);
  return {
    url: url.href,
    settle: () => runOn(url.href, 'vacuum analyze traces'),
    remove: () => runOn(server, `drop database ${name} with (force)`),
  };
}

async function runOn(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
