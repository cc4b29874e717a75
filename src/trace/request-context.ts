import type { FastifyRequest } from 'fastify';
import type { Snapshot } from '../config/snapshot.js';
import type { Span } from '../telemetry/span.js';
import type { RoutedAsk } from './routed-ask.js';
import type { TraceDraft } from './trace-draft.js';
import type { FlagEvaluation } from './trace-record.js';

/** What every part of a request's way may know of it. Opened before anything else looks at the request. */
export interface RequestContext {
  /** The configuration that this request keeps, whatever is reloaded meanwhile. */
  readonly snapshot: Snapshot;
  /** Carries the traceId and, once it was verified, the userId; stored when the request is an ask. */
  readonly trace: TraceDraft;
  /** `Clock.monotonic()` at arrival. */
  readonly arrivedAt: number;
  /** The step of serving this request; absent where nothing is traced. */
  readonly span?: Span;
  /** What flags came to for its user, as far as somebody has asked. */
  flags?: readonly FlagEvaluation[];
  /** Who is to serve its ask; absent where it asks for no intent that there is. */
  routed?: RoutedAsk;
  /** An ask began with this request: from then on `trace` is the ask's, which stores it by itself. */
  ownsAsk: boolean;
  /** The request was refused before an ask began, and `trace` is stored. */
  refusalStored?: boolean;
  /** An ask of that traceId is known, and is not begun again: the call costs no more than any other look at it. */
  comesBack?: boolean;
  /** Puts on record what the answer will tell; must have been done before the answer leaves. */
  putOnRecord?: () => Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    miniask: RequestContext;
  }
}

export function requestContext(request: FastifyRequest): RequestContext {
  return request.miniask;
}
