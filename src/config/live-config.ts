import { Injectable } from '@nestjs/common';
import type { Snapshot } from './snapshot.js';

/** The only mutable cell of the configuration: holds the snapshot that new requests begin with. */
@Injectable()
export class LiveConfig {
  private readonly followers: ((snapshot: Snapshot) => void)[] = [];
  private readonly preparers: ((snapshot: Snapshot) => void)[] = [];

  constructor(private snapshot: Snapshot) {}

  get current(): Snapshot {
    return this.snapshot;
  }

  /** Cannot fail: everything that can was done while the snapshot was made. */
  swap(next: Snapshot): void {
    this.snapshot = next;
    for (const follow of this.followers) follow(next);
  }

  /** Does what would else be left to the first request of a snapshot that is to be swapped in. */
  prepare(next: Snapshot): void {
    for (const prepare of this.preparers) prepare(next);
  }

  /** Calls `prepare` with the current snapshot, and with every one before it is swapped in. */
  onPrepare(prepare: (snapshot: Snapshot) => void): void {
    this.preparers.push(prepare);
    prepare(this.snapshot);
  }

  /** Calls `follow`, which must not fail, with every snapshot that is swapped in: for what cannot ask for the current one. */
  onSwap(follow: (snapshot: Snapshot) => void): void {
    this.followers.push(follow);
  }
}
