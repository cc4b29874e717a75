import type { Subject } from '../../api/change-queries.js';
import type { Change } from '../../api/change-types.js';

/** A route or a flag as far as changing it goes. */
export interface Changeable {
  readonly subject: Subject;
  /** 0: never changed. */
  readonly version: number;
  readonly change: Change | null;
  readonly ignored: string | null;
  /** What is in force, and what the files say. */
  readonly current: object | null;
  readonly files: object | null;
}
