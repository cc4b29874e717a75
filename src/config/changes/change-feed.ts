import type { EnvironmentName } from '../snapshot.js';

/** Tells a process that another one has changed something. What it was, `ConfigChanges` knows. */
export abstract class ChangeFeed {
  /**
   * Calls `hint`, which must not fail, when something was changed, and when something may have been missed. A hint may
   * be lost: whoever must see every change looks for it too.
   * @returns what stops it: resolves when nothing is told any more, and nothing is left open
   */
  abstract follow(environment: EnvironmentName, hint: () => void): () => Promise<void>;
}
