import { createParser } from 'eventsource-parser';
import { AppError } from '../../common/errors/app-error.js';

/** Characters of one event; a gateway's events are single tokens with some JSON around them. */
const MAX_EVENT_LENGTH = 256 * 1024;

/** Makes a feeder that takes bytes, split anywhere, and returns the `data` of the events they complete. */
export function sseLines(): (bytes: Uint8Array) => readonly string[] {
  const decoder = new TextDecoder();
  let complete: string[] = [];
  const parser = createParser({
    maxBufferSize: MAX_EVENT_LENGTH,
    onEvent: ({ data }) => complete.push(data),
    onError: ({ type }) => {
      if (type !== 'max-buffer-size-exceeded') return;
      throw new AppError('AGENT_ERROR', { reason: 'answer_too_large' });
    },
  });
  return (bytes) => {
    parser.feed(decoder.decode(bytes, { stream: true }));
    const lines = complete;
    complete = [];
    return lines;
  };
}
