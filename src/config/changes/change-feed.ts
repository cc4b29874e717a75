import type { EnvironmentName } from '../snapshot.js';

/** What somebody who follows changes holds. */
export interface Following {
  /** Whether changes of other processes are told as they are made; otherwise they must be looked for. */
  readonly isLive: boolean;
  /** Resolves when nothing is told any more, and nothing is left open. */
  stop(): Promise<void>;
}

/** Tells a process that another one has changed something. What it was, `ConfigChanges` knows. */
export abstract class ChangeFeed {
  /**
   * Calls `hint`, which must not fail, when something was changed, when something may have been missed, and whenever
   * `isLive` becomes another.
   */
  abstract follow(environment: EnvironmentName, hint: () => void): Following;
}
