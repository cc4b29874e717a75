import { z } from 'zod';
import { type Finding, fail, ok } from '../common/finding.js';
import type { Arrival, Recording } from './recording.js';

const Delta = z.object({ text: z.string() });
const Done = z.object({ answer: z.string() });

const CHANGED = 'Something changes the stream on the way: let it pass as it is';

/** Whether the events are those that were sent: in order, whole, ASCII, none missing. */
export function checkSequence({ arrivals, isAscii, end }: Recording): Finding[] {
  const faults = [
    ...(isAscii ? [] : [fail('events', 'there are bytes that are not ASCII', CHANGED)]),
    ...checkOrder(arrivals),
    ...(end === 'whole' ? checkEnd(arrivals) : [brokenOff(end, arrivals)]),
  ];
  return faults.length > 0 ? faults : [ok('events', `${arrivals.length}, in order, ASCII and whole`)];
}

function checkOrder(arrivals: readonly Arrival[]): Finding[] {
  const wrong = arrivals.findIndex(({ id }, at) => id !== String(at + 1));
  if (wrong === -1) return [];
  const seen = `event ${wrong + 1} has the id ${arrivals[wrong]?.id ?? 'none'}: out of order, lost or doubled`;
  return [fail('events', seen, CHANGED)];
}

function checkEnd(arrivals: readonly Arrival[]): Finding[] {
  const last = arrivals.at(-1);
  if (last?.type === 'error') return [];
  const answer = last?.type === 'done' ? Done.safeParse(last.data).data?.answer : undefined;
  if (answer === undefined) {
    return [
      fail('events', 'the stream ended without its last event', 'See what closes connections on the way'),
    ];
  }
  const pieces = arrivals
    .filter(({ type }) => type === 'delta')
    .map(({ data }) => Delta.safeParse(data).data?.text);
  return pieces.join('') === answer ? [] : [fail('events', 'the pieces are not the answer', CHANGED)];
}

function brokenOff(end: Exclude<Recording['end'], 'whole'>, { length }: readonly Arrival[]): Finding {
  switch (end) {
    case 'cut':
      return fail(
        'events',
        `the stream broke off after ${length}`,
        'See what closes connections on the way: timeouts must be above 60 s (proxy_read_timeout in nginx)',
      );
    case 'too_late':
      return fail('events', `only ${length} in time`, 'Something holds the rest back, or the server hangs');
    case 'too_long':
      return fail('events', `no end after ${length}`, 'What answers is not MiniAsk');
  }
}
