import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { LiveConfig } from '../live-config.js';
import type { Snapshot } from '../snapshot.js';
import { SnapshotArchive } from './snapshot-archive.js';

/**
 * Makes the snapshot that serves out of what the files say. Whatever is to change it comes here, one at a time: the next
 * snapshot is prepared and stored, which may fail and then changes nothing, and only then swapped in, which cannot.
 */
@Injectable()
export class ConfigLayers {
  private readonly inTurn = pLimit(1);
  private files: Snapshot;

  constructor(
    private readonly live: LiveConfig,
    private readonly archive: SnapshotArchive,
  ) {
    this.files = live.current;
  }

  /** What the files say, as they were last accepted. */
  get base(): Snapshot {
    return this.files;
  }

  /** Resolves when what the files say now serves. @throws AppError `INTERNAL`, reason `storage`: then nothing has changed */
  async setBase(base: Snapshot): Promise<void> {
    await this.inTurn(async () => {
      await this.archive.keep(base);
      this.files = base;
      this.live.swap(base);
    });
  }
}
