import { SnapshotArchive } from '../../src/config/live/snapshot-archive.js';
import type { Snapshot } from '../../src/config/snapshot.js';

/** An archive that keeps digests, and may be told to fail or to wait. */
export class MemoryArchive extends SnapshotArchive {
  readonly kept: string[] = [];
  /** What each `keep` waits for. */
  gate: () => Promise<void> = () => Promise.resolve();

  override async keep({ digest }: Snapshot): Promise<void> {
    await this.gate();
    this.kept.push(digest);
  }
}
