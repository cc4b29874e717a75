import type { AuditRecord } from './audit-record.js';
import type { TraceRecord } from './trace-record.js';

/** What one save would have stored. */
export interface SpooledTrace {
  readonly record: TraceRecord;
  readonly audit?: AuditRecord | undefined;
}

/** A part of the spool that takes nothing more. */
export interface SpoolFile {
  /** What is left in it, in the order in which it was added; at most `limit`, and none when it is empty. */
  next(limit: number): Promise<readonly SpooledTrace[]>;
  /** The first `count` of what is left are stored. */
  taken(count: number): void;
  /** Puts what no store takes where people find it, and goes on behind it. */
  setAside(trace: SpooledTrace): Promise<void>;
  /** Resolves when it is gone for good, also after a power cut. */
  remove(): Promise<void>;
}

export interface SpoolStatus {
  readonly records: number;
  readonly bytes: number;
  /** Lines that nobody could read, and records that no store took, since the start. */
  readonly setAside: number;
}

/** Where records wait on this machine's own disk for a store that is down. Bounded. */
export abstract class TraceSpool {
  /**
   * Whether an older version of that record waits, or is being added: a newer one must wait behind it. True from the call
   * of `add` on, until the file is gone.
   */
  abstract holds(id: string): boolean;
  /**
   * Resolves when it will outlive this process and a power cut.
   * @throws AppError `INTERNAL`, reason `trace_spool`: the disk is full, or the spool is
   */
  abstract add(trace: SpooledTrace): Promise<void>;
  /** Resolves when a record is likely to find room. Costs nothing while all is well. @throws AppError as `add` */
  abstract check(): Promise<void>;
  /** Takes over what processes have left behind that are gone, and never what a living one holds. */
  abstract adopt(): Promise<void>;
  /** The part that is to be stored first; undefined when nothing waits. */
  abstract oldest(): Promise<SpoolFile | undefined>;
  /** Where lies what was put aside by whomever, and waits for somebody to look at it: paths of files. */
  abstract asideFiles(): Promise<readonly string[]>;
  /**
   * Deletes what was put aside: records of an environment that began earlier, and lines that nobody can read and that were
   * put aside earlier.
   * @param before milliseconds since the Unix epoch
   * @returns how many were deleted
   */
  abstract deleteAsideBefore(environment: string, before: number): Promise<number>;
  /**
   * Deletes what was put aside of a user's asks that began until then, as far as that can be read. What waits is left to
   * the store, which knows whom to forget.
   * @param until milliseconds since the Unix epoch
   * @throws AppError `INTERNAL`, reason `trace_spool`: some may be deleted; call it again
   */
  abstract forgetUser(userId: string, until: number): Promise<void>;
  abstract get status(): SpoolStatus;
}
