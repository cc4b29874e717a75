import type { Snapshot } from '../snapshot.js';

/** Where a configuration is stored before it serves anybody, so that every trace can name it. */
export abstract class SnapshotArchive {
  /**
   * Resolves when the profiles and the configuration are stored; what is there already is only marked as being in
   * force. To be called before the snapshot serves anybody, and now and then while it does.
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract keep(snapshot: Snapshot): Promise<void>;
}
