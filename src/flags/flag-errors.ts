import { Injectable, Logger } from '@nestjs/common';
import type { Snapshot } from '../config/snapshot.js';
import { FLAG_FAULTS, type FlagFault } from './flag-faults.js';

/** How often a flag has come to nothing for that reason. */
export interface FlagErrorCount {
  readonly flag: string;
  readonly reason: FlagFault;
  readonly count: number;
}

/** Tells of flags that come to nothing, since what they should change stays as it is and nobody else would notice. */
@Injectable()
export class FlagErrors {
  private readonly logger = new Logger('Flags');
  private readonly found = new Map<string, FlagErrorCount>();
  private readonly toldOf = new WeakMap<Snapshot['flags'], Set<string>>();

  /** Since the start. */
  get counts(): readonly FlagErrorCount[] {
    return [...this.found.values()];
  }

  /** Counts it, and logs it once for each flag of a snapshot: users come by the thousand. */
  note({ flags, digest }: Snapshot, flag: string, reason: FlagFault): void {
    const id = `${reason} ${flag}`;
    this.found.set(id, { flag, reason, count: (this.found.get(id)?.count ?? 0) + 1 });
    const told = this.toldOf.get(flags) ?? new Set();
    this.toldOf.set(flags, told);
    if (told.has(flag)) return;
    told.add(flag);
    const why = FLAG_FAULTS[reason];
    this.logger.warn({ flag, reason, configDigest: digest }, `a flag comes to nothing for a user: ${why}`);
  }
}
