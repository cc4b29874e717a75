import type { AskEvent } from '../log/ask-event.js';

/** The headers of every stream of events. */
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // nginx would collect events until its buffer is full.
  'x-accel-buffering': 'no',
};

/** Tells a client, and whatever stands between, that the stream is alive; clients drop it. */
export const HEARTBEAT = ':\n\n';

/**
 * An event as the contract has it on the wire. The data is ASCII, so that no client can be given half a
 * character: WeChat cuts and joins chunks anywhere.
 */
export function frameOf(event: AskEvent): string {
  return frame(event.seq, event.type, payloadOf(event));
}

/** Any event in that form. @param seq its place in the stream, counted from 1 */
export function frame(seq: number, type: AskEvent['type'], data: object): string {
  return `id: ${seq}\nevent: ${type}\ndata: ${ascii(JSON.stringify(data))}\n\n`;
}

function payloadOf(event: AskEvent): object {
  return event.type === 'error' ? event.data.error : event.data;
}

const NOT_ASCII = /[\u0080-\uFFFF]/g;

/** JSON in ASCII alone; characters beyond the first plane become their two surrogates. */
function ascii(json: string): string {
  return json.replace(NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
