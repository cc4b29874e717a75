import type { Snapshot } from '../snapshot.js';
import type { JsonObject } from './config-change.js';

/** Why a value cannot lie over the files. */
export interface Misfit {
  /** `PROFILE_NOT_ALLOWED`: the environment's policy stands against it. */
  readonly code: 'INPUT_INVALID' | 'PROFILE_NOT_ALLOWED';
  /** JSON pointer into the value, such as `/canary/profile`. */
  readonly pointer: string;
  readonly message: string;
  /** The rest of the value can lie over the files in spite of it, as a route can that names a canary which is not allowed. */
  readonly isPassedOver?: boolean;
}

/** What the files say, and which intents this server has. */
export interface Foundation {
  readonly base: Snapshot;
  readonly intents: readonly string[];
}

/** What can be changed at run time of one kind, and how that lies over the files. */
export interface Changeable {
  /** Why not; empty when the value can lie over the files. */
  misfits(files: Foundation, key: string, value: JsonObject): readonly Misfit[];
  /** The value with what it leaves out, taken from what is in force; one that does not fit may stay as it is. */
  completed(snapshot: Snapshot, key: string, value: JsonObject): JsonObject;
  /** The parts of a snapshot that are others once the values, which fit, lie over it. */
  laid(base: Snapshot, values: ReadonlyMap<string, JsonObject>): Partial<Snapshot>;
  /** What is in force of one subject, by a change or by the files; null where there is nothing. */
  inForce(snapshot: Snapshot, key: string): JsonObject | null;
  /** What a value does, such as `summarize is routed to summarize_v2`. */
  told(key: string, value: JsonObject): string;
  /** What a reload that would make a value unfit had better keep, such as `the profile`. */
  readonly needs: string;
}
