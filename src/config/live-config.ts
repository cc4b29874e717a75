import { Injectable } from '@nestjs/common';
import type { Snapshot } from './snapshot.js';

/** The only mutable cell of the configuration: holds the snapshot that new requests begin with. */
@Injectable()
export class LiveConfig {
  constructor(private snapshot: Snapshot) {}

  get current(): Snapshot {
    return this.snapshot;
  }

  /** Cannot fail: everything that can was done while the snapshot was made. */
  swap(next: Snapshot): void {
    this.snapshot = next;
  }
}
