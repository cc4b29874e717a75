import { digest } from '../../../common/digest.js';

/** Where one ask lies in Redis. Users and traceIds stand there only as a digest. */
export interface AskKeys {
  /** Hash: `id` of the ask, its `head` as JSON, and `abandoned` when somebody else has ended it. */
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

/** Is there as long as a process lives. */
export function processKey(id: string): string {
  return `miniask:process:${id}`;
}

/** Channel on which a process is told the ids of asks that it should cancel. */
export function cancelChannel(processId: string): string {
  return `miniask:process:${processId}:cancel`;
}
