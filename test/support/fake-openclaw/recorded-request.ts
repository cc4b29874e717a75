import type { IncomingHttpHeaders } from 'node:http';
import type { ChatBody } from './chat-body.js';
import type { PluginBody } from './plugin-body.js';

/** A chat request that the gateway accepted. */
export interface RecordedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: ChatBody;
  /** The body of a request to the plugin's route, for which `body` holds no messages. */
  readonly plugin?: PluginBody;
  /** The agent that runs, by session key or else by `model`. */
  readonly agent: string;
  readonly sessionKey: string | undefined;
  /** `x-openclaw-model`. */
  readonly model: string | undefined;
  /** All system messages, joined as OpenClaw joins them. */
  readonly system: string;
  /** The last user message. */
  readonly user: string;
  /** Resolves when the exchange is over: `answered` in full by the gateway, or `left` by the client. */
  readonly closed: Promise<'answered' | 'left'>;
}
