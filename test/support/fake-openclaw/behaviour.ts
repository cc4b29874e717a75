import type { RecordedRequest } from './recorded-request.js';

/** Pieces of an answer; a generator decides for itself when the next one comes. */
export type Pieces = Iterable<string> | AsyncIterable<string>;

/** The statuses of a model provider that OpenClaw tells apart. */
export type ProviderStatus = 400 | 401 | 402 | 403 | 404 | 408 | 429 | 500 | 502 | 503;

/** A call of a tool that the caller runs. */
export interface FakeToolCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote them: a JSON object as text, or whatever it takes for one. */
  readonly arguments: string;
}

/** What is said in the form of an answer, however it ends. `after` are the pieces that still come before it happens. */
export type Spoken =
  | {
      readonly kind: 'answer';
      /** One string is sent as a piece; absent, the fake's `reply` says it. */
      readonly text?: string | Pieces;
      readonly finishReason?: 'stop' | 'length' | 'tool_calls' | 'content_filter';
      readonly usage?: { readonly promptTokens: number; readonly completionTokens: number };
    }
  /**
   * The model calls tools of the caller; only the routes of the plugin tell it, and of arguments that are
   * no JSON object only the engine lean.
   */
  | {
      readonly kind: 'tool-calls';
      readonly calls: readonly FakeToolCall[];
      readonly usage?: { readonly promptTokens: number; readonly completionTokens: number };
    }
  | {
      readonly kind: 'provider-error';
      readonly status: ProviderStatus;
      readonly retryAfterS?: number;
      readonly after?: readonly string[];
    }
  /** The provider's connection breaks. */
  | { readonly kind: 'provider-drop'; readonly after?: readonly string[] }
  /** The state in which an agent is for minutes after its provider answered 401, 402 or 403. */
  | { readonly kind: 'provider-blocked'; readonly minutes?: 1 | 10 }
  /** The model said nothing, twice. */
  | { readonly kind: 'provider-empty' }
  /** Nothing comes until the caller leaves. */
  | { readonly kind: 'silence'; readonly after?: readonly string[] }
  /** The stream ends too early: in good order, or with the connection reset. */
  | { readonly kind: 'cut'; readonly how: 'end' | 'reset'; readonly after?: readonly string[] };

/** What becomes of one request. */
export type Behaviour =
  | Spoken
  /** OpenClaw's agent runs a tool of its own, which only the plugin tells; then comes what it says of that. */
  | { readonly kind: 'acts'; readonly next: Spoken }
  /** Not even headers come until the caller leaves. */
  | { readonly kind: 'no-headers' }
  /** The connection is reset instead of an answer. */
  | { readonly kind: 'hang-up' }
  /** Any response at all, byte for byte, each part written by itself. */
  | {
      readonly kind: 'raw';
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly parts: readonly (string | Uint8Array)[];
      /** The response is left open after the last part. */
      readonly open?: boolean;
    };

/** A behaviour, or what makes one of the request. */
export type Script = Behaviour | ((request: RecordedRequest) => Behaviour);
