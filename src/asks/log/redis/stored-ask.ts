import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { AskEvent } from '../ask-event.js';
import type { AskHead } from '../ask-log.js';
import type { AskKeys } from './ask-keys.js';
import { READ } from './ask-scripts.js';

const Head = z.object({
  /** Which process runs it. */
  process: z.string(),
  head: z.object({
    id: z.string(),
    userId: z.string(),
    fingerprint: z.string(),
    startedAt: z.number(),
    deadlineMs: z.number(),
    started: z.object({ traceId: z.string(), intent: z.string(), profile: z.string(), model: z.string() }),
    replacedEvents: z.number().default(0),
  }),
});

/** The head of an ask as it is stored. */
export interface StoredHead {
  readonly process: string;
  readonly head: AskHead;
}

const View = z.looseObject({
  traceId: z.string(),
  status: z.enum(['complete', 'failed', 'cancelled']),
  answer: z.string(),
});
const Problem = z.looseObject({ status: z.number(), code: z.string(), detail: z.string() });

/** Written by a process like this one: looked at for its form, believed for the rest. */
const Event = z.discriminatedUnion('type', [
  z.object({ seq: z.number(), type: z.literal('start'), data: Head.shape.head.shape.started }),
  z.object({ seq: z.number(), type: z.literal('delta'), data: z.object({ text: z.string() }) }),
  z.object({ seq: z.number(), type: z.literal('done'), data: View }),
  z.object({
    seq: z.number(),
    type: z.literal('error'),
    data: View.extend({ error: Problem }),
    retryAfterS: z.number().optional(),
  }),
]);

/** @throws Error for what no process of ours has written */
export function parseHead(json: string): StoredHead {
  return Head.parse(JSON.parse(json));
}

/** The run of an ask that has the place at this moment. */
export interface StoredEvents {
  /** Empty when there is none. */
  readonly id: string;
  readonly events: readonly AskEvent[];
}

const Found = z.tuple([z.string()], z.string());

/** The events from a number on, in their order. @throws whatever Redis says; Error as `parseHead` */
export async function readEvents(redis: Redis, keys: AskKeys, from: number): Promise<StoredEvents> {
  const found = await READ.run(redis, [keys.head, keys.events], [`${from}-0`]);
  const [id, ...events] = Found.parse(found);
  return { id, events: events.map(parseEvent) };
}

function parseEvent(json: string): AskEvent {
  const event: unknown = JSON.parse(json);
  if (!isEvent(event)) throw new Error('an event in Redis has a form that this version does not know');
  return event;
}

function isEvent(value: unknown): value is AskEvent {
  return Event.safeParse(value).success;
}
