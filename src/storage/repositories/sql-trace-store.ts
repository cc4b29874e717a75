import type { Clock } from '../../common/clock.js';
import type { AuditRecord } from '../../trace/audit-record.js';
import type { Charge, Feedback, TraceRecord } from '../../trace/trace-record.js';
import {
  type AskOfUser,
  type ChargedAsks,
  type RatedAsk,
  type TraceFilter,
  type TracePage,
  TraceStore,
} from '../../trace/trace-store.js';
import { BatchWriter } from '../batch-writer.js';
import type { Database } from '../database.js';
import type { AuditTable, TraceRow } from '../tables.js';
import { toAuditRow } from './audit-row.js';
import { AuditUpsert } from './audit-upsert.js';
import { digestsOf } from './forgotten-charges.js';
import { besideIndex } from './trace-filter.js';
import { RECORD_COLUMNS, columnText, fromRow, toFeedbackColumns, toRow } from './trace-row.js';
import { TraceSearch } from './trace-search.js';
import { TraceUpsert } from './trace-upsert.js';
import { UserDeletion } from './user-deletion.js';

/** Keeps the traces of one group commit in one statement, far below any engine's limit of parameters. */
const BATCH_RECORDS = 64;

/** Traces that one look for abandoned ones ends. */
const ABANDONED_AT_ONCE = 100;

/** UTF-16 code units of documents waiting to be written: at most 64 MB of memory on a 2 GB machine. */
const PENDING_CHARS = 32 * 1024 * 1024;

export interface TraceStoreLimits {
  /** UTF-16 code units of documents that may wait to be written. */
  readonly pendingChars?: number;
}

/** A trace, and what is on record of its answer. */
interface Rows {
  readonly trace: TraceRow;
  readonly audit: AuditTable | undefined;
}

/** PostgreSQL writes sums of whole numbers as text. */
type Sum = number | string | null;

/** Traces in a SQL database, written by group commit: many asks that end together share one write. */
export class SqlTraceStore extends TraceStore {
  private readonly writer: BatchWriter<Rows>;
  private readonly upsert: TraceUpsert;
  private readonly auditUpsert: AuditUpsert;
  private readonly deletion: UserDeletion;
  private readonly traceSearch: TraceSearch;
  private probing: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    { pendingChars = PENDING_CHARS }: TraceStoreLimits = {},
  ) {
    super();
    this.upsert = new TraceUpsert(database.query);
    this.auditUpsert = new AuditUpsert(database.query);
    this.deletion = new UserDeletion(database);
    this.traceSearch = new TraceSearch(database.query);
    this.writer = new BatchWriter<Rows>(
      {
        write: (rows) => this.write(rows),
        blamesItem: (error) => database.blamesValues(error),
      },
      { batchItems: BATCH_RECORDS, pendingSize: pendingChars },
    );
  }

  override async save(record: TraceRecord, audit?: AuditRecord): Promise<void> {
    await this.database.run(async () => {
      const trace = toRow(record, this.clock.now());
      await this.writer.add({ trace, audit: audit && toAuditRow(audit) }, trace.document.length);
    });
  }

  override async giveFeedback(
    { userId, traceId, id }: AskOfUser,
    feedback: Feedback,
  ): Promise<RatedAsk | null> {
    const user = columnText(userId);
    const begun = this.database.query
      .selectFrom('traces')
      .select('id')
      .where('trace_id', '=', columnText(traceId))
      // A user's traces may be many, and are not to be walked for one.
      .where(besideIndex('user_id'), '=', user)
      .where('status', '<>', 'refused')
      // What failed before it began has none.
      .where('profile', 'is not', null)
      .where('replay_of', 'is', null)
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1);
    const rated = await this.database.run(() =>
      this.database.query
        .updateTable('traces')
        .set(toFeedbackColumns(feedback))
        .where('id', 'in', id === undefined ? begun : begun.where('id', '=', columnText(id)))
        .where(besideIndex('user_id'), '=', user)
        .returning(['id', 'intent', 'profile'])
        .executeTakeFirst(),
    );
    if (rated === undefined) return null;
    await this.database.run(() => this.database.durable());
    return rated;
  }

  override async find(id: string): Promise<TraceRecord | null> {
    const row = await this.database.run(() =>
      this.database.query
        .selectFrom('traces')
        .select(RECORD_COLUMNS)
        .where('id', '=', columnText(id))
        .executeTakeFirst(),
    );
    return row === undefined ? null : fromRow(row);
  }

  override async search(filter: TraceFilter, page: { limit: number; cursor?: string }): Promise<TracePage> {
    return this.database.run(() => this.traceSearch.search(filter, page));
  }

  override async offerTraceIds(text: string, limit: number): Promise<readonly string[]> {
    return this.database.run(() => this.traceSearch.offerTraceIds(text, limit));
  }

  override async charged({ environment, userId, from, to }: ChargedAsks): Promise<Charge> {
    const inTime = this.database.query
      .selectFrom('traces')
      .select(({ fn }) => [
        'environment',
        fn.sum<Sum>('charged_asks').as('asks'),
        fn.sum<Sum>('charged_tokens').as('tokens'),
      ])
      .where('started_at', '>=', from)
      .where('started_at', '<', to)
      .groupBy('environment');
    const forgotten = this.database.query
      .selectFrom('forgotten_charges')
      .select(({ fn }) => ['environment', fn.sum<Sum>('asks').as('asks'), fn.sum<Sum>('tokens').as('tokens')])
      .where('started_at', '>=', from)
      .where('started_at', '<', to)
      .groupBy('environment');
    // A user's few are found by the user alone: no engine is to look through a whole day of everybody for them.
    // In one statement, between whose halves nobody can be forgotten.
    const query =
      userId === null
        ? inTime
            .where('environment', '=', environment)
            .unionAll(forgotten.where('environment', '=', environment))
        : inTime
            .where('user_id', '=', columnText(userId))
            .unionAll(forgotten.where('user_digest', 'in', digestsOf(columnText(userId), from, to)));
    const rows = await this.database.run(() => query.execute());
    return sumOf(rows.filter((row) => row.environment === environment));
  }

  override async endAbandoned(
    notSavedSince: number,
    end: (record: TraceRecord) => TraceRecord,
  ): Promise<readonly TraceRecord[]> {
    const rows = await this.database.run(() =>
      this.database.query
        .selectFrom('traces')
        .select(RECORD_COLUMNS)
        .where('status', '=', 'running')
        .where('saved_at', '<', notSavedSince)
        .limit(ABANDONED_AT_ONCE)
        .execute(),
    );
    const ended: TraceRecord[] = [];
    for (const record of rows.map(fromRow)) {
      const next = end(record);
      if (await this.database.run(() => this.replaceAbandoned(next, notSavedSince))) ended.push(next);
    }
    return ended;
  }

  override async deleteBefore(environment: string, startedBefore: number, limit: number): Promise<number> {
    const { query } = this.database;
    const oldest = query
      .selectFrom('traces')
      .select('id')
      .where('environment', '=', environment)
      .where('started_at', '<', startedBefore)
      .orderBy('started_at')
      .limit(limit)
      .$if(this.database.locksRows, (some) => some.forUpdate().skipLocked());
    const { numDeletedRows } = await this.database.run(() =>
      query.deleteFrom('traces').where('id', 'in', oldest).executeTakeFirst(),
    );
    if (numDeletedRows > 0n) this.database.noteDeletion();
    return Number(numDeletedRows);
  }

  override async forgetUser(userId: string, until: number): Promise<void> {
    this.database.noteDeletion();
    await this.database.run(() => this.deletion.forget(userId, until));
    await this.database.run(() => this.database.purge());
  }

  override async hasForgotten(userId: string, startedAt: number): Promise<boolean> {
    return this.database.run(() => this.deletion.hasForgotten(userId, startedAt));
  }

  override async purge(): Promise<boolean> {
    return this.database.run(async () => {
      await this.deletion.tidy(this.clock.now());
      return this.database.purge();
    });
  }

  /** Callers that come while a probe is under way share its result, so that probing costs little. */
  override check(): Promise<void> {
    this.probing ??= this.probe().finally(() => {
      this.probing = null;
    });
    return this.probing;
  }

  /** Resolves when every save that was begun has ended. */
  drain(): Promise<void> {
    return this.writer.drain();
  }

  private async probe(): Promise<void> {
    try {
      await this.database.probe(this.clock.now());
    } catch (error) {
      throw this.database.failure(error);
    }
  }

  private async write(rows: readonly Rows[]): Promise<void> {
    const last = lastOfEachId(rows);
    const traces = last.map(({ trace }) => trace);
    const audits = last.flatMap(({ audit }) => audit ?? []);
    await this.database.query.transaction().execute(async (transaction) => {
      await this.database.lockWrites(transaction, 'together');
      await transaction.executeQuery(this.upsert.of(traces));
      if (audits.length > 0) await transaction.executeQuery(this.auditUpsert.of(audits));
      await this.deletion.takeBack(transaction, traces);
    });
    await this.database.durable();
  }

  /** False when somebody has saved it meanwhile. */
  private async replaceAbandoned(record: TraceRecord, notSavedSince: number): Promise<boolean> {
    const { numUpdatedRows } = await this.database.query
      .updateTable('traces')
      .set(toRow(record, this.clock.now()))
      .where('id', '=', record.id)
      .where('status', '=', 'running')
      .where('saved_at', '<', notSavedSince)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }
}

function sumOf(rows: readonly { readonly asks: Sum; readonly tokens: Sum }[]): Charge {
  return {
    asks: rows.reduce((sum, { asks }) => sum + Number(asks ?? 0), 0),
    tokens: rows.reduce((sum, { tokens }) => sum + Number(tokens ?? 0), 0),
  };
}

/** PostgreSQL refuses a statement that would write the same row twice; the last save is the one that counts. */
function lastOfEachId(rows: readonly Rows[]): Rows[] {
  return [...new Map(rows.map((row) => [row.trace.id, row])).values()];
}
