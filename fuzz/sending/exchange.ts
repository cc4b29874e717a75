/** An answer as it came. */
export interface Answer {
  readonly status: number;
  /** In lower case; those that came twice have two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
  /** False when there is no body to be had: HEAD, 204, a stream that was left before its end. */
  readonly whole: boolean;
}

/** What came of a request. */
export interface Exchange {
  /** None when the connection was closed without a word; several when the bytes held several requests. */
  readonly answers: readonly Answer[];
  /** Bytes that are no answer. */
  readonly rest: Buffer;
  /** Neither answered nor hung up within the bound. */
  readonly hung: boolean;
  readonly ms: number;
}

/** The server gives up a request that does not arrive after 15 s, and looks every 5; a busy machine needs some more. */
export const BOUND_MS = 30_000;
/** Streams may go on for a minute; whoever has seen their begin leaves. */
export const STREAM_MS = 400;

export function isStream(headers: Answer['headers']): boolean {
  return headers.get('content-type')?.[0]?.startsWith('text/event-stream') === true;
}
