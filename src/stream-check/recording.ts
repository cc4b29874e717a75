import { createParser } from 'eventsource-parser';
import type { Clock } from '../common/clock.js';

/** An event, and when it was there. Times are milliseconds since the request was sent. */
export interface Arrival {
  readonly id: string | undefined;
  readonly type: string;
  /** Undefined for what is not JSON. */
  readonly data: unknown;
  readonly atMs: number;
  /** How many bytes had come then, those that came with it included. */
  readonly bytes: number;
}

export interface Recording {
  readonly arrivals: readonly Arrival[];
  /** When comment lines came. */
  readonly heartbeatsAtMs: readonly number[];
  readonly isAscii: boolean;
  readonly end: 'whole' | 'cut' | 'too_late' | 'too_long';
}

/** Hears of each thing that comes, with milliseconds since the request was sent. */
export type Tell = (atMs: number, what: string) => void;

/** No answer of MiniAsk is as long. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads a stream to its end. Never throws for what comes, or does not.
 * @param begunAt when the request was sent, by `clock.monotonic`
 * @param tell called at once for whatever comes
 */
export async function record(
  body: AsyncIterable<unknown>,
  { clock, begunAt, deadline }: { clock: Clock; begunAt: number; deadline: AbortSignal },
  tell: Tell,
): Promise<Recording> {
  const arrivals: Arrival[] = [];
  const heartbeatsAtMs: number[] = [];
  let [atMs, bytes, isAscii] = [0, 0, true];
  const parser = createParser({
    onEvent: ({ id, event: type = 'message', data }) => {
      const arrival = { id, type, data: parseJson(data), atMs, bytes };
      arrivals.push(arrival);
      tell(atMs, `event ${id ?? 'without id'}, ${type}`);
    },
    onComment: () => {
      heartbeatsAtMs.push(atMs);
      tell(atMs, 'heartbeat');
    },
  });
  const decoder = new TextDecoder();
  const told = (end: Recording['end']): Recording => ({ arrivals, heartbeatsAtMs, isAscii, end });
  try {
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array)) continue;
      atMs = clock.monotonic() - begunAt;
      bytes += chunk.length;
      isAscii &&= chunk.every((byte) => byte < 0x80);
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (bytes > MAX_BYTES) return told('too_long');
    }
    return told('whole');
  } catch {
    return told(deadline.aborted ? 'too_late' : 'cut');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
