import { z } from 'zod';
import { type Finding, fail, ok, warn } from '../common/finding.js';
import { type Holding, type Passage, judgeHolding } from './holding.js';
import { describePace, duration } from './pace.js';
import { type Reading, type ReadingOptions, read } from './reading.js';
import type { Arrival, Recording } from './recording.js';
import { type Refusal, codeOf, describeRefusal } from './refusal.js';

const PLAN = { events: 20, gapMs: 100, quietMs: 9000 } as const;
/** Milliseconds; a stream that comes this late is held back by something. */
const PATIENCE_MS = PLAN.events * PLAN.gapMs + PLAN.quietMs + 20_000;

const Sent = z.object({ sentAtMs: z.number() });
const Start = z.object({ httpVersion: z.string() });

const ADVICE =
  'Turn buffering off in what stands in front, a CDN included; docs/deploying.md has settings that pass';

export interface Subject {
  /** Without trailing slash. */
  readonly base: string;
  readonly token: string;
}

export interface TimedCheck {
  readonly findings: readonly Finding[];
  /** Whether the timing of a stream was seen; `refused` when only a real ask can still tell, `stop` when nothing can. */
  readonly outcome: 'judged' | 'refused' | 'stop';
}

/** Reads a stream whose timing the server tells, for which the token must be an operator's. */
export async function checkTimed(
  { base, token }: Subject,
  options: Omit<ReadingOptions, 'patienceMs'>,
): Promise<TimedCheck> {
  const url = new URL(`${base}/v1/ops/stream-check`);
  for (const [name, value] of Object.entries(PLAN)) url.searchParams.set(name, String(value));
  const reading = await read({ url, method: 'GET', token }, { ...options, patienceMs: PATIENCE_MS });
  switch (reading.kind) {
    case 'nothing':
      return { findings: reading.findings, outcome: 'stop' };
    case 'refusal':
      return refused(reading.refusal);
    case 'stream':
      return { findings: [...reading.findings, ...judge(reading)], outcome: 'judged' };
  }
}

function refused(refusal: Refusal): TimedCheck {
  const code = codeOf(refusal);
  if (code === 'OPERATOR_ONLY') {
    const advice = 'With a token from npm run token -- --user ops --operator it is';
    return {
      findings: [warn('timing', "the token is no operator's, so it is not known when events left", advice)],
      outcome: 'refused',
    };
  }
  if (code === 'RATE_LIMITED') {
    return {
      findings: [warn('timing', 'other checks run already', 'Try again when they have ended')],
      outcome: 'refused',
    };
  }
  if (refusal.status === 404 || (refusal.status === 403 && code === undefined)) {
    const who = code === undefined ? 'something in front keeps' : 'the server does not have';
    const advice =
      'Let this path through, which only operators can use, and run the same version on both sides';
    return {
      findings: [warn('timing', `${who} ${refusal.url.pathname} (${refusal.status})`, advice)],
      outcome: 'refused',
    };
  }
  return { findings: [describeRefusal(refusal)], outcome: 'stop' };
}

function judge({ firstByteMs, recording }: Extract<Reading, { kind: 'stream' }>): Finding[] {
  const { arrivals } = recording;
  return [
    ok('pace', `${describePace(firstByteMs, arrivals)}; sent ${PLAN.gapMs} ms apart`),
    describeHolding(judgeHolding(arrivals.flatMap(passageOf))),
    checkHeartbeats(recording),
    ...checkLastHop(arrivals),
  ];
}

function passageOf({ data, atMs, bytes }: Arrival): Passage[] {
  const sent = Sent.safeParse(data).data;
  return sent === undefined ? [] : [{ sentAtMs: sent.sentAtMs, atMs, bytes }];
}

function describeHolding(holding: Holding): Finding {
  switch (holding.kind) {
    case 'none':
      return ok(
        'buffering',
        `none; the slowest event took ${duration(holding.heldMs)} longer than the fastest`,
      );
    case 'uneven':
      return warn(
        'buffering',
        `${holding.together} events came together with others, held back up to ${duration(holding.heldMs)}`,
        'The network stalled, or something buffers a little: run it again',
      );
    case 'blocks':
      return fail(
        'buffering',
        `events come in ${holding.blocks} blocks of up to ${holding.blockBytes} bytes, held back up to ${duration(holding.heldMs)}`,
        ADVICE,
      );
    case 'whole':
      return fail(
        'buffering',
        `everything comes at once at the end, held back up to ${duration(holding.heldMs)}`,
        ADVICE,
      );
    case 'unknown':
      return fail('buffering', 'too few events tell when they left', 'See what the other findings say');
  }
}

/** Of the nine seconds of silence; heartbeats that came with the end kept nobody waiting. */
function checkHeartbeats({ arrivals, heartbeatsAtMs }: Recording): Finding {
  const endAtMs = arrivals.at(-1)?.atMs ?? 0;
  const inTime = heartbeatsAtMs.filter((atMs) => atMs < endAtMs - PLAN.gapMs).length;
  if (inTime > 0) return ok('heartbeats', `${inTime} in ${duration(PLAN.quietMs)} of silence`);
  return fail(
    'heartbeats',
    `none in ${duration(PLAN.quietMs)} of silence`,
    'Something keeps comment lines back: what closes silent connections will cut long answers',
  );
}

function checkLastHop(arrivals: readonly Arrival[]): Finding[] {
  const version = Start.safeParse(arrivals[0]?.data).data?.httpVersion;
  if (version !== '1.0') return [];
  return [
    warn(
      'last hop',
      'the proxy speaks HTTP/1.0 to MiniAsk: a new connection for each ask, and streams that break off look complete',
      'Set proxy_http_version 1.1 and an empty Connection header in nginx',
    ),
  ];
}
