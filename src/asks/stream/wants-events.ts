import Negotiator from 'negotiator';
import { STREAM_HEADERS } from './sse.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const EVENTS_TYPE = STREAM_HEADERS['content-type'];

/**
 * Whether a client that takes JSON and a stream of events prefers the stream; who says nothing of them, or takes
 * anything, gets JSON.
 * @param accept the request's header
 */
export function wantsEvents(accept: string | undefined): boolean {
  return new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, EVENTS_TYPE]) === EVENTS_TYPE;
}
