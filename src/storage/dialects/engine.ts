import type { CompiledQuery, Dialect } from 'kysely';

/** Whom a connection serves: requests must not wait for long, a migration takes the time it takes. */
export type Purpose = 'requests' | 'migrations';

export type WriteLock = 'together' | 'alone';

/** Calls `work` when no transaction is open, and lets nobody else begin one meanwhile. */
export type Alone = <Result>(work: () => Result) => Promise<Result>;

export interface SignalListener {
  heard(text: string): void;
  /** Called when the connection is gone; nothing is heard after that. */
  lost(error: unknown): void;
}

/** Words that processes of one database say to each other through it. */
export interface Signals {
  /** Says it to all who listen when its transaction is committed. */
  tell(text: string): CompiledQuery;
  /**
   * Resolves when everything that is told from now on will be heard.
   * @returns ends it; does not fail
   */
  listen(listener: SignalListener): Promise<() => Promise<void>>;
}

/** A database engine behind Kysely, and the few things Kysely has no word for. */
export interface Engine {
  /** The database as people know it, without credentials: for messages. */
  readonly location: string;
  dialect(purpose: Purpose): Dialect;
  /** @throws Error when what is open is no longer what a new connection would find. */
  present(): Promise<void>;
  /** Resolves when everything committed before the call outlives a power cut, not only this process. */
  durable(): Promise<void>;
  /** Several write at a time, and wait for each other only where they want the same rows. */
  readonly locksRows: boolean;
  /**
   * A lock that a transaction holds until its end: several may write together, or one alone when all others have
   * ended. Undefined where one writes at a time anyway.
   */
  writeLock(kind: WriteLock): CompiledQuery | undefined;
  /** Null where processes cannot reach each other through the database. */
  readonly signals: Signals | null;
  /**
   * Overwrites what was deleted, as far as files are the engine's own to keep.
   * @returns false when others kept it from doing so: to be tried again
   */
  purge(alone: Alone): Promise<boolean>;
  /** Whether `error` is about the values of that one statement, so that other rows may still go in. */
  blamesValues(error: unknown): boolean;
  /** What happened in one line for a log, without any stored or bound value. */
  explain(error: unknown): string;
  /** Lets go of files; called once, after every Kysely over this engine was destroyed. */
  close(): Promise<void>;
}
