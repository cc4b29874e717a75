import type { ConfigChange } from './config-change.js';

/** Where changes take effect in this process. */
export abstract class ChangesTarget {
  /**
   * Resolves when these are in force, or ignored because they do not fit.
   * @param changes the newest of every subject, read a moment ago: of a subject that was changed since then, and is
   *   known here by a higher version, the higher one stays
   * @throws AppError `INTERNAL`, reason `storage`: then nothing has changed
   */
  abstract setChanges(changes: readonly ConfigChange[]): Promise<void>;
}
