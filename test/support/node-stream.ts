import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createParser } from 'eventsource-parser';
import { type StreamedEvent, eventOf } from './event-reader.js';

export interface StreamRequest {
  readonly url: string;
  readonly token: string;
  /** Whose connections are used; the default keeps them alive. */
  readonly agent?: Agent;
}

/** A stream of events over `node:http` itself: much cheaper than `fetch`, and one decides about its connection. */
export class NodeStream {
  readonly events: StreamedEvent[] = [];
  /** Resolves when the stream has ended or its connection is lost. */
  readonly ended: Promise<void>;
  private told = Promise.withResolvers<void>();

  constructor(readonly response: IncomingMessage) {
    this.ended = this.read();
  }

  /** Begins an ask; resolves with the response's headers. */
  static ask({ url, token, body, agent }: StreamRequest & { readonly body: object }): Promise<NodeStream> {
    const sent = JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(sent),
    };
    return opened(request(`${url}/v1/mini/ask`, { method: 'POST', headers, agent }).end(sent));
  }

  /** Follows an ask that was begun before. */
  static follow({
    url,
    token,
    traceId,
    agent,
  }: StreamRequest & { readonly traceId: string }): Promise<NodeStream> {
    const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
    return opened(request(`${url}/v1/mini/asks/${traceId}`, { headers, agent }).end());
  }

  /** Resolves as soon as `enough` says so. @throws Error when the stream ends before */
  async until(enough: (events: readonly StreamedEvent[]) => boolean): Promise<void> {
    while (!enough(this.events)) {
      if (this.response.closed) throw new Error(`the stream ended after ${this.events.length} events`);
      await this.told.promise;
    }
  }

  /** All deltas so far, together. */
  get answer(): string {
    return this.events.map(({ event, data }) => (event === 'delta' ? data.text : '')).join('');
  }

  private async read(): Promise<void> {
    const parser = createParser({ onEvent: (message) => this.events.push(eventOf(message)) });
    this.response.setEncoding('latin1').on('data', (text: string) => {
      parser.feed(text);
      this.told.resolve();
      this.told = Promise.withResolvers();
    });
    // A lost connection is an end like any other.
    this.response.on('error', () => {});
    await new Promise((resolve) => this.response.once('close', resolve));
    this.told.resolve();
  }
}

async function opened(asked: ClientRequest): Promise<NodeStream> {
  const responded = Promise.withResolvers<IncomingMessage>();
  asked.once('response', responded.resolve).once('error', responded.reject);
  const response = await responded.promise;
  if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
  return new NodeStream(response);
}
