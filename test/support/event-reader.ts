import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { z } from 'zod';

/** What tests read of an event field by field; everything else is there too, to be compared whole. */
const EVENT_DATA = z
  .looseObject({ text: z.string(), answer: z.string(), profile: z.string(), sentAtMs: z.number() })
  .partial();

type EventData = Readonly<z.infer<typeof EVENT_DATA>>;

export interface StreamedEvent {
  readonly id: number;
  readonly event: string;
  readonly data: EventData;
}

/** Reads an event stream as a client does, one event at a time. */
export class EventReader {
  readonly events: StreamedEvent[] = [];
  /** Comment lines, which keep a stream alive. */
  comments = 0;
  /** All bytes that came. */
  readonly chunks: Uint8Array[] = [];
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder = new TextDecoder();
  private readonly parser = createParser({
    onEvent: (message) => this.events.push(eventOf(message)),
    onComment: () => (this.comments += 1),
  });

  constructor(body: ReadableStream<Uint8Array>) {
    this.reader = body.getReader();
  }

  /** The events so far, as soon as `enough` says so or the stream has ended. */
  async until(enough: (reader: this) => boolean): Promise<readonly StreamedEvent[]> {
    while (!enough(this)) {
      const { done, value } = await this.reader.read();
      if (done) break;
      this.chunks.push(value);
      this.parser.feed(this.decoder.decode(value, { stream: true }));
    }
    return this.events;
  }

  /** All events, when the stream has ended. */
  all(): Promise<readonly StreamedEvent[]> {
    return this.until(() => false);
  }

  /** All deltas so far, together. */
  get answer(): string {
    return this.events.map(({ event, data }) => (event === 'delta' ? data.text : '')).join('');
  }

  /** Goes away. */
  leave(): Promise<void> {
    return this.reader.cancel();
  }
}

export function eventOf({ id, event = 'message', data }: EventSourceMessage): StreamedEvent {
  return { id: Number(id), event, data: EVENT_DATA.parse(JSON.parse(data)) };
}
