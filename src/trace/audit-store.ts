import type { AuditRecord } from './audit-record.js';

/** From `from` on and before `to`: milliseconds since the Unix epoch. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/**
 * The records of answers that were given. They are written together with the traces, by `TraceStore.save`. One contract
 * suite (`test/contract/trace-store.contract.ts`) runs over every adapter.
 */
export abstract class AuditStore {
  /**
   * The next records of a period, oldest first; none when there are no more.
   * @param after the last record of the page before
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract page(period: Period, limit: number, after?: AuditRecord): Promise<readonly AuditRecord[]>;

  /**
   * Deletes records of an environment that are older, as many as `limit` at once.
   * @param before milliseconds since the Unix epoch
   * @returns how many were deleted
   */
  abstract deleteBefore(environment: string, before: number, limit: number): Promise<number>;
}
