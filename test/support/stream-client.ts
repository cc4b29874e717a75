import { type EventSourceParser, createParser } from 'eventsource-parser';
import { AskEventStream } from '../../src/asks/stream/ask-event-stream.js';
import type { AskLog } from '../../src/asks/log/ask-log.js';

/** Reads the events of a log as a client does whose connections break anywhere, and who always comes back. */
export class StreamClient {
  readonly events: { readonly id: number; readonly event: string | undefined; readonly data: unknown }[] = [];
  comments = 0;
  /** How often each stream said that it had begun, oldest first. */
  readonly begun: number[] = [];
  stream: AskEventStream;
  private parser: EventSourceParser;

  constructor(private readonly log: AskLog) {
    this.stream = this.open();
    this.parser = this.newParser();
  }

  /** Takes as many bytes, or none when there are fewer; all that there are when it is not said how many. */
  read(bytes?: number): void {
    this.parser.feed(taken(this.stream, bytes));
  }

  /** Loses the connection, and whatever came behind that byte; comes back with the last event it has whole. */
  cut(at: number): void {
    this.parser.feed(taken(this.stream).slice(0, at));
    this.stream.destroy();
    this.stream = this.open();
    this.parser = this.newParser();
  }

  /** Reads all that still comes. */
  async rest(): Promise<void> {
    for await (const bytes of this.stream) this.parser.feed(String(bytes));
  }

  private open(): AskEventStream {
    const place = this.begun.push(0) - 1;
    const onBegun = (): void => {
      this.begun[place] = (this.begun[place] ?? 0) + 1;
    };
    return new AskEventStream(this.log, this.events.at(-1)?.id ?? 0, onBegun);
  }

  private newParser(): EventSourceParser {
    return createParser({
      onEvent: ({ id, event, data }) => this.events.push({ id: Number(id), event, data: JSON.parse(data) }),
      onComment: () => (this.comments += 1),
    });
  }
}

/** What the stream has for its reader at this moment. */
export function taken(stream: AskEventStream, bytes?: number): string {
  return String(stream.read(bytes) ?? '');
}
