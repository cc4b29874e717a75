import type { BatchEnd, BatchProgress, ReplayBatch, ReplayResult } from './replay-batch.js';

export interface StoredBatch {
  readonly batch: ReplayBatch;
  readonly progress: BatchProgress;
}

export interface BatchPage {
  /** Newest first. */
  readonly batches: readonly StoredBatch[];
  /** Opaque; null on the last page. */
  readonly nextCursor: string | null;
}

/** Who runs a batch, and until when others leave it to it: milliseconds since the Unix epoch. */
export interface Lease {
  readonly owner: string;
  readonly until: number;
}

/** Who was to prove itself in a batch, and by what. */
export interface Candidate {
  readonly intent: string;
  readonly profileDigest: string;
  /** The name of an eval; absent: whatever the answers were held against, if anything. */
  readonly eval?: string;
}

/**
 * Where batches of replays are kept, and which process runs them. Every method throws AppError `INTERNAL`, reason
 * `storage`. One contract suite (`test/contract/replay-store.contract.ts`) runs over every adapter.
 */
export abstract class ReplayStore {
  /** Stores a batch and what it is to replay, but for traces that are gone or whose user was forgotten meanwhile. */
  abstract create(batch: ReplayBatch, results: readonly ReplayResult[], lease: Lease): Promise<void>;
  abstract find(id: string): Promise<StoredBatch | null>;
  /** In their order; none of those whose user was forgotten. */
  abstract results(id: string): Promise<readonly ReplayResult[]>;
  /** @throws AppError `INPUT_INVALID` for a cursor that this store did not make */
  abstract list(environment: string, page: { limit: number; cursor?: string }): Promise<BatchPage>;
  /** The newest batch of a candidate, in any environment, that has come to its end and so to a verdict; null without one. */
  abstract latestComplete(candidate: Candidate): Promise<ReplayBatch | null>;
  /**
   * Takes a running batch that nobody runs any more; what was being replayed is pending again. Null when there is none.
   * @param now milliseconds since the Unix epoch
   * @param except batches that are run, whatever their leases say: their process stood still for longer than these last
   */
  abstract claim(
    environment: string,
    now: number,
    lease: Lease,
    except: readonly string[],
  ): Promise<ReplayBatch | null>;
  /** False when the batch has ended, or is somebody else's. */
  abstract renew(id: string, lease: Lease): Promise<boolean>;
  /** Lets others go on with the batch at once; what was being replayed is pending again. */
  abstract release(id: string, owner: string): Promise<void>;
  /** Puts one result in its place, unless it was forgotten, or the batch is somebody else's. */
  abstract put(id: string, owner: string, result: ReplayResult): Promise<void>;
  /**
   * Ends a running batch.
   * @param owner undefined for whoever may run it
   * @returns false when it had ended before, or is somebody else's
   */
  abstract end(id: string, end: BatchEnd, owner?: string): Promise<boolean>;
  /** Deletes batches of an environment that began earlier, as many as `limit` at once; tells how many. */
  abstract deleteBefore(environment: string, startedBefore: number, limit: number): Promise<number>;
}
