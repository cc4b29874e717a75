import { digest } from '../../../common/digest.js';

/** Milliseconds for which an ask that runs is kept without news; far longer than any runs. */
export const RUNNING_LIFE_MS = 1_800_000;

/** Where one ask lies in Redis. Users and traceIds stand there only as a digest. */
export interface AskKeys {
  /**
   * Hash: `id` of the ask, its `head` as JSON, and `abandoned` when somebody else has ended it. Of one that was
   * forgotten, `forgotten` with its id and nothing else.
   */
  readonly head: string;
  /** Stream of its events; entry `n-0` is event `n`. */
  readonly events: string;
  /** Channel on which the number of the last event is told. */
  readonly channel: string;
}

/** The braces keep the keys of one ask on one node of a cluster. */
export function askKeys(userId: string, traceId: string): AskKeys {
  const name = `miniask:ask:{${digest([userId, traceId])}}`;
  return { head: `${name}:head`, events: `${name}:events`, channel: `${name}:told` };
}

/** Sorted set of the traceIds that a user has asked with; each with the time when it may go, in ms since the epoch. */
export function userKey(userId: string): string {
  return `miniask:user:${digest([userId])}:asks`;
}

/** Is there as long as a process lives. */
export function processKey(id: string): string {
  return `miniask:process:${id}`;
}

/** Channel on which a process is told the ids of asks that it should cancel. */
export function cancelChannel(processId: string): string {
  return `miniask:process:${processId}:cancel`;
}

/** Channel on which a process is told of asks that it ran, as JSON, that nobody may find any more. */
export function forgetChannel(processId: string): string {
  return `miniask:process:${processId}:forget`;
}
