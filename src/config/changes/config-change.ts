import type { JsonObject } from '../../common/json.js';
import type { EnvironmentName } from '../snapshot.js';

export type { Json, JsonObject } from '../../common/json.js';

/** What an operator may change while the server runs. */
export const CHANGE_KINDS = ['route', 'flag'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** `clear` and a rollback to version 0 leave it to the files again; `auto-rollback` is the server's own. */
export const CHANGE_ACTIONS = ['set', 'rollback', 'auto-rollback', 'clear'] as const;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

/** What can be changed: an intent's route, or a flag. */
export interface ChangeSubject {
  readonly kind: ChangeKind;
  /** The intent, or the flag's key. */
  readonly key: string;
}

/** One change at run time. It is never altered: what takes it back is a change of its own. */
export interface ConfigChange extends ChangeSubject {
  /** UUIDv7. */
  readonly id: string;
  readonly environment: EnvironmentName;
  /** From 1, without gaps for each subject in its environment. */
  readonly version: number;
  readonly action: ChangeAction;
  /** What lies over the files from then on: a route as `plainRoute` makes it, or a flag's rule. Null: nothing. */
  readonly value: JsonObject | null;
  /** What was in force before and afterwards, from the files or not; null where there was nothing. */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  /** The version whose value a rollback put back; 0 means the files. Null of other actions. */
  readonly restores: number | null;
  readonly reason: string;
  /** The operator's user id; null when the server did it by itself. */
  readonly by: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** What it was based on: the batch of replays, or the figures of a rollout. */
  readonly evidence: JsonObject | null;
}
