import type { Subject } from '../../api/change-queries.js';
import type { Change } from '../../api/change-types.js';
import { sameValue } from './same-value.js';

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

/** Whether both are about the same state: files change what is in force without a new version. */
export function sameState(one: Changeable, other: Changeable): boolean {
  return one.version === other.version && sameValue(one.current, other.current);
}
