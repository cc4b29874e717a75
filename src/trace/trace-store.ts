import type { AuditRecord } from './audit-record.js';
import type { Charge, Feedback, TraceRecord, TraceStatus } from './trace-record.js';

export interface TraceFilter {
  readonly traceId?: string;
  readonly userId?: string;
  readonly intent?: string;
  readonly profile?: string;
  readonly status?: TraceStatus;
  /** Milliseconds since the Unix epoch; inclusive. */
  readonly from?: number;
  /** Milliseconds since the Unix epoch; exclusive. */
  readonly to?: number;
  readonly feedback?: Feedback['rating'];
  /** Absent stands for both. */
  readonly origin?: 'ask' | 'replay';
}

/** Asks that began in a span of time. */
export interface ChargedAsks {
  readonly environment: string;
  /** Null stands for all users. */
  readonly userId: string | null;
  /** Milliseconds since the Unix epoch; inclusive. */
  readonly from: number;
  /** Milliseconds since the Unix epoch; exclusive. */
  readonly to: number;
}

/** Whose ask a feedback is about. */
export interface AskOfUser {
  readonly userId: string;
  readonly traceId: string;
  /** Of its trace, where it is known; else the newest counts that the user asked by that traceId, refusals apart. */
  readonly id?: string;
}

/** The ask that a feedback went to. */
export type RatedAsk = Pick<TraceRecord, 'id' | 'intent' | 'profile'>;

export interface TracePage {
  readonly records: readonly TraceRecord[];
  /** Opaque; null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * Milliseconds for which a store remembers that a user was to be forgotten. Whoever runs or owes a record of that time
 * has stored it or has ended by then.
 */
export const FORGOTTEN_REMEMBERED_MS = 86_400_000;

/** Where traces are kept. One contract suite (`test/contract/trace-store.contract.ts`) runs over every adapter. */
export abstract class TraceStore {
  /**
   * Resolves when the record will outlive this process, and what is on record of its answer as well; records with
   * the same id are replaced. Of a user who was forgotten since then, it keeps nothing, and no name.
   * @throws AppError `INTERNAL`, reason `storage`; soon, also when the store is down.
   */
  abstract save(record: TraceRecord, audit?: AuditRecord): Promise<void>;
  /**
   * Keeps what a user thinks of an answer with the record of the ask, in place of what was thought before; it stays
   * when the record is saved again.
   * @returns null when there is no such ask of that user on record, or only a refusal or replay
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract giveFeedback(ask: AskOfUser, feedback: Feedback): Promise<RatedAsk | null>;
  abstract find(id: string): Promise<TraceRecord | null>;
  /** Newest first. @throws AppError `INPUT_INVALID` for a cursor that this store did not make. */
  abstract search(filter: TraceFilter, page: { limit: number; cursor?: string }): Promise<TracePage>;
  /**
   * TraceIds for somebody who knows a part of one, each once: those of the newest 5000 traces that contain the text,
   * newest first, then all that begin with it, in the reverse order of their characters' numbers.
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract offerTraceIds(text: string, limit: number): Promise<readonly string[]>;
  /** What they count for together, also those that run, and for two days those of forgotten users. @throws AppError `INTERNAL`, reason `storage` */
  abstract charged(asks: ChargedAsks): Promise<Charge>;
  /**
   * Ends records that tell of a running ask and were not saved any more, a hundred at a time: each is replaced by
   * what `end` makes of it, unless somebody saves it meanwhile.
   * @param notSavedSince milliseconds since the Unix epoch
   * @returns those that were replaced
   */
  abstract endAbandoned(
    notSavedSince: number,
    end: (record: TraceRecord) => TraceRecord,
  ): Promise<readonly TraceRecord[]>;
  /**
   * Deletes records of an environment that began earlier, as many as `limit` at once.
   * @param startedBefore milliseconds since the Unix epoch
   * @returns how many were deleted
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract deleteBefore(environment: string, startedBefore: number, limit: number): Promise<number>;
  /**
   * Deletes all traces of a user that began until then, or until a later time that was given before, also those that
   * anybody is about to store, and takes the user's name out of the records of answers. What the asks count for stays.
   * @param until milliseconds since the Unix epoch
   * @throws AppError `INTERNAL`, reason `storage`: some may be deleted; call it again
   */
  abstract forgetUser(userId: string, until: number): Promise<void>;
  /**
   * Whether nothing may be kept of that user's asks that began then; known for as long as `FORGOTTEN_REMEMBERED_MS`.
   * @param startedAt milliseconds since the Unix epoch
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract hasForgotten(userId: string, startedAt: number): Promise<boolean>;
  /**
   * Takes what was deleted out of the files of the store, where those are its own.
   * @returns false when others kept it from doing so: to be tried again
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract purge(): Promise<boolean>;
  /** Resolves when a record could be stored now. @throws AppError `INTERNAL`, reason `storage` */
  abstract check(): Promise<void>;
}
