import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { BatchEnd, BatchProgress, ReplayBatch, ReplayResult } from '../../trace/replay-batch.js';
import {
  type BatchPage,
  type Candidate,
  type Lease,
  ReplayStore,
  type StoredBatch,
} from '../../trace/replay-store.js';
import type { Database } from '../database.js';
import type { ReplayResultTable, ReplayTable, Tables } from '../tables.js';
import { decodeCursor, encodeCursor } from './trace-cursor.js';
import { columnText } from './trace-row.js';

/** Rows of one statement, far below any engine's limit of parameters. */
const ROWS = 100;

/** Batches of replays in a SQL database. */
export class SqlReplayStore extends ReplayStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async create(batch: ReplayBatch, results: readonly ReplayResult[], lease: Lease): Promise<void> {
    await this.write(async (transaction) => {
      await transaction.insertInto('replays').values(toBatchRow(batch, lease)).execute();
      for (let at = 0; at < results.length; at += ROWS)
        await insertThoseLeft(transaction, batch.id, results.slice(at, at + ROWS));
      await takeBackForgotten(transaction, batch);
    });
  }

  override async find(id: string): Promise<StoredBatch | null> {
    return this.database.run(async () => {
      const row = await this.database.query
        .selectFrom('replays')
        .selectAll()
        .where('id', '=', columnText(id))
        .executeTakeFirst();
      return row === undefined ? null : ((await this.withProgress([row]))[0] ?? null);
    });
  }

  override async results(id: string): Promise<readonly ReplayResult[]> {
    const rows = await this.database.run(() =>
      this.database.query
        .selectFrom('replay_results')
        .selectAll()
        .where('batch_id', '=', id)
        .orderBy('seq')
        .execute(),
    );
    return rows.map(fromResultRow);
  }

  override async list(environment: string, page: { limit: number; cursor?: string }): Promise<BatchPage> {
    const newest = this.database.query
      .selectFrom('replays')
      .selectAll()
      .where('environment', '=', environment)
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .limit(page.limit + 1);
    const cursor = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
    const query =
      cursor === undefined
        ? newest
        : newest.where((eb) =>
            eb(eb.refTuple('started_at', 'id'), '<', eb.tuple(cursor.startedAt, cursor.id)),
          );
    return this.database.run(async () => {
      const rows = await query.execute();
      const batches = await this.withProgress(rows.slice(0, page.limit));
      const last = batches.at(-1)?.batch;
      const nextCursor = rows.length > page.limit && last !== undefined ? encodeCursor(last) : null;
      return { batches, nextCursor };
    });
  }

  override async latestComplete(candidate: Candidate): Promise<ReplayBatch | null> {
    const rows = await this.database.run(() =>
      this.database.query
        .selectFrom('replays')
        .selectAll()
        .where('status', '=', 'complete')
        // Fewer rows to read; whose the digest is, the document tells.
        .where('document', 'like', `%${JSON.stringify(columnText(candidate.profileDigest))}%`)
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .execute(),
    );
    return rows.map(fromBatchRow).find((batch) => isOf(batch, candidate)) ?? null;
  }

  override async claim(
    environment: string,
    now: number,
    lease: Lease,
    except: readonly string[],
  ): Promise<ReplayBatch | null> {
    return this.write(async (transaction) => {
      const oldest = transaction
        .selectFrom('replays')
        .select('id')
        .where('environment', '=', environment)
        .where('status', '=', 'running')
        .where('lease_until', '<', now)
        .$if(except.length > 0, (query) => query.where('id', 'not in', except))
        .orderBy('started_at')
        .limit(1);
      const row = await transaction
        .updateTable('replays')
        .set({ lease_owner: lease.owner, lease_until: lease.until })
        .where('id', 'in', oldest)
        // Somebody may have taken it between the two.
        .where('status', '=', 'running')
        .where('lease_until', '<', now)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return null;
      await putBack(transaction, row.id);
      return fromBatchRow(row);
    });
  }

  override async renew(id: string, lease: Lease): Promise<boolean> {
    const { numUpdatedRows } = await this.database.run(() =>
      this.database.query
        .updateTable('replays')
        .set({ lease_until: lease.until })
        .where('id', '=', id)
        .where('lease_owner', '=', lease.owner)
        .where('status', '=', 'running')
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }

  override async release(id: string, owner: string): Promise<void> {
    await this.write(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('replays')
        .set({ lease_owner: '', lease_until: 0 })
        .where('id', '=', id)
        .where('lease_owner', '=', owner)
        .where('status', '=', 'running')
        .executeTakeFirst();
      if (numUpdatedRows > 0n) await putBack(transaction, id);
    });
  }

  override async put(id: string, owner: string, result: ReplayResult): Promise<void> {
    await this.write(async (transaction) => {
      const own = transaction
        .selectFrom('replays')
        .select('id')
        .where('id', '=', id)
        .where('lease_owner', '=', owner);
      const { status, document } = toResultRow(id, result);
      await transaction
        .updateTable('replay_results')
        .set({ status, document })
        .where('batch_id', 'in', own)
        .where('seq', '=', result.seq)
        .execute();
    });
  }

  override async end(id: string, { status, result, endedAt }: BatchEnd, owner?: string): Promise<boolean> {
    return this.write(async (transaction) => {
      const running = transaction
        .updateTable('replays')
        .set({ status, result: result && JSON.stringify(result), ended_at: endedAt })
        .where('id', '=', id)
        .where('status', '=', 'running');
      const mine = owner === undefined ? running : running.where('lease_owner', '=', owner);
      const { numUpdatedRows } = await mine.executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await putBack(transaction, id);
      return true;
    });
  }

  override async deleteBefore(environment: string, startedBefore: number, limit: number): Promise<number> {
    return this.write(async (transaction) => {
      const old = await transaction
        .selectFrom('replays')
        .select('id')
        .where('environment', '=', environment)
        .where('started_at', '<', startedBefore)
        .limit(limit)
        .execute();
      if (old.length === 0) return 0;
      const ids = old.map(({ id }) => id);
      await transaction.deleteFrom('replay_results').where('batch_id', 'in', ids).execute();
      const { numDeletedRows } = await transaction
        .deleteFrom('replays')
        .where('id', 'in', ids)
        .executeTakeFirst();
      return Number(numDeletedRows);
    });
  }

  private async write<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return this.database.run(async () => {
      const result = await this.database.query.transaction().execute(async (transaction) => {
        await this.database.lockWrites(transaction, 'together');
        return work(transaction);
      });
      await this.database.durable();
      return result;
    });
  }

  private async withProgress(rows: readonly Selectable<ReplayTable>[]): Promise<StoredBatch[]> {
    if (rows.length === 0) return [];
    const counts = await this.database.query
      .selectFrom('replay_results')
      .select(({ fn }) => ['batch_id', 'status', fn.countAll<number | string>().as('count')])
      .where(
        'batch_id',
        'in',
        rows.map(({ id }) => id),
      )
      .groupBy(['batch_id', 'status'])
      .execute();
    const byBatch = Map.groupBy(counts, ({ batch_id }) => batch_id);
    return rows.map((row) => ({ batch: fromBatchRow(row), progress: progressOf(byBatch.get(row.id) ?? []) }));
  }
}

function isOf(batch: ReplayBatch, candidate: Candidate): boolean {
  return (
    batch.intent === candidate.intent &&
    batch.profileDigest === candidate.profileDigest &&
    (candidate.eval === undefined || batch.eval?.name === candidate.eval)
  );
}

/** Of traces that are there, and whose users want to be known: one that is being forgotten now is marked already. */
async function insertThoseLeft(
  query: Kysely<Tables>,
  batchId: string,
  results: readonly ReplayResult[],
): Promise<void> {
  const left = await query
    .selectFrom('traces')
    .select('id')
    .where(
      'id',
      'in',
      results.map(({ traceId }) => traceId),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('forgotten_users')
            .select('user_id')
            .whereRef('forgotten_users.user_id', '=', 'traces.user_id')
            .whereRef('forgotten_at', '>=', 'traces.started_at'),
        ),
      ),
    )
    .execute();
  const ids = new Set(left.map(({ id }) => id));
  const rows = results
    .filter(({ traceId }) => ids.has(traceId))
    .map((result) => toResultRow(batchId, result));
  if (rows.length > 0) await query.insertInto('replay_results').values(rows).execute();
}

/** A batch names a user that is asked for alone. */
async function takeBackForgotten(
  query: Kysely<Tables>,
  { id, filter, startedAt }: ReplayBatch,
): Promise<void> {
  if (filter.userId === undefined) return;
  const forgotten = query
    .selectFrom('forgotten_users')
    .select('user_id')
    .where('user_id', '=', columnText(filter.userId))
    .where('forgotten_at', '>=', startedAt);
  await query.deleteFrom('replays').where('id', '=', id).where('about_user', 'in', forgotten).execute();
}

/** Nobody replays it now. */
async function putBack(query: Kysely<Tables>, batchId: string): Promise<void> {
  await query
    .updateTable('replay_results')
    .set({ status: 'pending' })
    .where('batch_id', '=', batchId)
    .where('status', '=', 'running')
    .execute();
}

function toBatchRow(batch: ReplayBatch, lease: Lease): Insertable<ReplayTable> {
  const { status, result, endedAt, ...document } = batch;
  return {
    id: batch.id,
    environment: batch.environment,
    about_user: batch.filter.userId === undefined ? null : columnText(batch.filter.userId),
    started_at: batch.startedAt,
    status,
    ended_at: endedAt,
    result: result && JSON.stringify(result),
    lease_owner: lease.owner,
    lease_until: lease.until,
    document: JSON.stringify(document),
  };
}

/** Only this server writes documents, so their structure is not checked again. */
function fromBatchRow(row: Selectable<ReplayTable>): ReplayBatch {
  const document: Omit<ReplayBatch, 'status' | 'result' | 'endedAt'> = JSON.parse(row.document);
  const result: ReplayBatch['result'] = row.result === null ? null : JSON.parse(row.result);
  const endedAt = row.ended_at === null ? null : Number(row.ended_at);
  return { ...document, status: row.status, result, endedAt };
}

function toResultRow(batchId: string, { status, ...document }: ReplayResult): ReplayResultTable {
  return {
    batch_id: batchId,
    seq: document.seq,
    trace_id: document.traceId,
    status,
    document: JSON.stringify(document),
  };
}

function fromResultRow(row: Pick<ReplayResultTable, 'status' | 'document'>): ReplayResult {
  const document: Omit<ReplayResult, 'status'> = JSON.parse(row.document);
  return { ...document, status: row.status };
}

function progressOf(
  counts: readonly { readonly status: ReplayResult['status']; readonly count: number | string }[],
): BatchProgress {
  const of = (status?: ReplayResult['status']): number =>
    counts
      .filter((count) => status === undefined || count.status === status)
      .reduce((sum, { count }) => sum + Number(count), 0);
  return { total: of(), done: of('done'), failed: of('failed') };
}
