import { Kysely, type Transaction } from 'kysely';
import { openEngine } from './dialects/index.js';
import type { Engine, Signals, WriteLock } from './dialects/engine.js';
import { migrate } from './migrate.js';
import { DatabaseUnusable, storageFailure } from './storage-errors.js';
import type { Tables } from './tables.js';
import { AppError } from '../common/errors/app-error.js';

/** 64 KB: the largest ask, with its answer beside it, is not much larger. */
const PROBE_PADDING = 'x'.repeat(64 * 1024);

/** The open database, its schema up to date: what repositories are made of. */
export class Database {
  readonly query: Kysely<Tables>;
  /** Something was deleted that may still stand in files; also what another process has left behind. */
  private purgeDue = true;

  constructor(private readonly engine: Engine) {
    this.query = new Kysely<Tables>({ dialect: engine.dialect('requests') });
  }

  /** The database as people know it, without credentials. */
  get location(): string {
    return this.engine.location;
  }

  /** Whether rows that somebody else is deleting can be left to him. */
  get locksRows(): boolean {
    return this.engine.locksRows;
  }

  /** Resolves when everything committed before the call outlives a power cut, not only this process. */
  durable(): Promise<void> {
    return this.engine.durable();
  }

  /** Whether a query's error is about its own values, so that other rows may still go in. */
  blamesValues(error: unknown): boolean {
    return this.engine.blamesValues(error);
  }

  /** The error to throw for a query's `error`: nothing of what the query carried is in it. */
  failure(error: unknown): AppError {
    return storageFailure(this.engine.explain(error));
  }

  /** The result of a query. @throws AppError as `failure` makes it */
  async run<Result>(query: () => Promise<Result>): Promise<Result> {
    try {
      return await query();
    } catch (error) {
      throw error instanceof AppError ? error : this.failure(error);
    }
  }

  /** Resolves when the transaction may write, together with others or alone, which it may then until its end. */
  async lockWrites(transaction: Transaction<Tables>, kind: WriteLock): Promise<void> {
    const lock = this.engine.writeLock(kind);
    if (lock !== undefined) await transaction.executeQuery(lock);
  }

  /** What can be heard of `tell`; null where nothing can. */
  get signals(): Pick<Signals, 'listen'> | null {
    return this.engine.signals;
  }

  /** Tells it to all who listen, where they can; within a transaction when that is committed. */
  async tell(text: string, query: Kysely<Tables> = this.query): Promise<void> {
    const telling = this.engine.signals?.tell(text);
    if (telling !== undefined) await query.executeQuery(telling);
  }

  /** To be called when rows were deleted that nobody may read any more. */
  noteDeletion(): void {
    this.purgeDue = true;
  }

  /**
   * Takes what was deleted out of the database's files; costs nothing when nothing was.
   * @returns false when others kept it from doing so: to be tried again
   */
  async purge(): Promise<boolean> {
    if (!this.purgeDue) return true;
    const alone = <Result>(work: () => Result): Promise<Result> =>
      this.query.connection().execute(async () => work());
    // Something may be deleted meanwhile.
    this.purgeDue = false;
    let done = false;
    try {
      done = await this.engine.purge(alone);
    } finally {
      if (!done) this.purgeDue = true;
    }
    return done;
  }

  /** Writes a row for good, because that alone tells a full disk, a lock and a read-only replica. */
  async probe(at: number): Promise<void> {
    await this.engine.present();
    await this.query.selectFrom('traces').select('id').limit(1).execute();
    await this.query
      .insertInto('storage_probe')
      .values({ id: 1, written_at: at, padding: PROBE_PADDING })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ written_at: at, padding: PROBE_PADDING }))
      .execute();
    await this.durable();
  }

  /** Lets go of connections and files; called once, when nothing writes any more. */
  async close(): Promise<void> {
    await this.query.destroy();
    await this.engine.close();
  }
}

/** @throws DatabaseUnusable with what to do about it. */
export async function openDatabase(engineOrUrl: Engine | string): Promise<Database> {
  const engine = typeof engineOrUrl === 'string' ? openEngine(engineOrUrl) : engineOrUrl;
  const migrating = new Kysely<Tables>({ dialect: engine.dialect('migrations') });
  try {
    await migrate(migrating);
  } catch (error) {
    await migrating.destroy();
    await engine.close();
    if (error instanceof DatabaseUnusable) throw error;
    throw new DatabaseUnusable(
      `DATABASE_URL: ${engine.location} cannot be used (${engine.explain(error)}). ` +
        'Check that it is running, that this address and its credentials are right, and that tables may be created.',
    );
  }
  await migrating.destroy();
  return new Database(engine);
}
