import type { AskEnd, AskEntry } from './ask-event.js';
import type { AskHead, AskLog } from './ask-log.js';

/** Milliseconds for which the log of an ask is kept after its end: the contract's ten minutes. */
export const KEPT_MS = 600_000;

/** A log in the hands of who runs the ask. */
export interface OwnLog {
  readonly log: AskLog;
  /** Tells every reader, in this process at once. */
  append(entry: Exclude<AskEntry, AskEnd>): void;
  /** As `append`, and resolves when readers elsewhere can learn it too; never rejects. */
  end(entry: AskEnd): Promise<void>;
}

/** What whoever runs an ask is told by others. */
export interface AskOwner {
  /** Somebody wants it cancelled; may be called again. */
  readonly onCancel: () => void;
  /** Another run has taken its place, because its process seemed to be gone: only who reads here still sees it. */
  readonly onReplaced: () => void;
}

/** Somebody may begin the ask, or it has been begun before. */
export type Begun = { readonly own: OwnLog } | { readonly other: AskLog };

/**
 * Where the logs of asks are kept while they run and for ten minutes after. One contract suite
 * (`test/contract/ask-logs.contract.ts`) runs over every adapter.
 */
export abstract class AskLogs {
  /**
   * Begins a log, unless there is one of the same user and traceId: of all who try at once, in whatever
   * process, one begins it.
   * @param replaces a log that has ended, in the place of which this one may begin
   */
  abstract begin(head: AskHead, owner: AskOwner, replaces?: AskLog): Promise<Begun>;

  /** The log of that user's ask, wherever it runs or ran. */
  abstract find(userId: string, traceId: string): Promise<AskLog | undefined>;

  /** Lets whoever runs the ask know that it is to be cancelled; harmless when it has ended. */
  abstract cancel(log: AskLog): Promise<void>;

  /** The logs of all asks of a user that are kept anywhere. @throws AppError `INTERNAL`, reason `ask_logs` */
  abstract ofUser(userId: string): Promise<readonly AskLog[]>;

  /**
   * Lets go of a log that has ended: from now on nobody finds it, in whatever process. Harmless when it was let go
   * before, or another one has taken its place.
   * @throws AppError `INTERNAL`, reason `ask_logs`
   */
  abstract forget(log: AskLog): Promise<void>;

  /** Resolves when logs can be kept. @throws AppError `INTERNAL`, reason `ask_logs` */
  abstract check(): Promise<void>;

  /** Called once, when nothing runs any more. */
  abstract close(): Promise<void>;
}
