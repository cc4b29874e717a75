import { describe, expect, it } from 'vitest';
import { wantsEvents } from './wants-events.js';

describe('a client', () => {
  it.each([
    'text/event-stream',
    'Text/Event-Stream',
    'text/event-stream; charset=utf-8',
    'text/event-stream, application/json',
    'text/event-stream, */*',
    'application/json;q=0.9, text/event-stream',
    'application/json;q=0, */*',
    'text/event-stream;q=0.1',
  ])('that sends "Accept: %s" gets events', (accept) => {
    expect(wantsEvents(accept)).toBe(true);
  });

  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'application/json, text/event-stream',
    'application/json, text/event-stream;q=0.5',
    'text/event-stream;q=0',
    'text/event-stream;q=0, */*',
    'text/event-stream;q=0.5, */*',
    'text/event-streams',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'image/png',
    ';;,q=',
  ])('that sends "Accept: %s" gets JSON', (accept) => {
    expect(wantsEvents(accept)).toBe(false);
  });
});
