import { z } from 'zod';
import { type Finding, fail, ok, warn } from '../common/finding.js';
import { describePace, duration } from './pace.js';
import { type ReadingOptions, read } from './reading.js';
import type { Arrival } from './recording.js';
import { describeRefusal } from './refusal.js';
import type { Subject } from './timed-check.js';

/** The questions that there are, each long enough for an answer that takes its time. */
const QUESTIONS = {
  summarize: {
    text: [
      'The box arrived two days late, and the lid was broken when I opened it.',
      'Support answered within an hour, asked for a photo and sent a new box the same day.',
      'The second box came the next morning, well packed, with a note that said sorry.',
      'The cups inside are thinner than the pictures show, but they keep tea warm for an hour.',
      'One of them has a scratch under the handle that nobody will ever see.',
      'I paid for the faster delivery and was given that money back without asking for it.',
      'The leaflet explains in three languages how to clean the glaze, in very small print.',
      'I would buy them again, though not as a present that has to be there on a certain day.',
    ].join(' '),
    maxBullets: 8,
  },
  support: {
    text: 'How do I return something that I bought, step by step, and who pays for sending it back?',
  },
} as const;

export type CheckedIntent = keyof typeof QUESTIONS;
export const CHECKED_INTENTS = Object.keys(QUESTIONS);

export function isCheckedIntent(name: string): name is CheckedIntent {
  return CHECKED_INTENTS.includes(name);
}

/** Longer than any answer may take. */
const PATIENCE_MS = 180_000;
/** An answer that was made faster may come all at once without anybody's doing. */
const TELLING_MS = 1000;

const Done = z.object({ latencyMs: z.number() });
const Failed = z.object({ code: z.string() });

/**
 * Reads a real answer. When its words left nobody tells, only how long it took as a whole.
 * @param isTimed whether a stream of known timing has settled already if something buffers
 */
export async function checkAsk(
  { base, token }: Subject,
  intent: CheckedIntent,
  isTimed: boolean,
  options: Omit<ReadingOptions, 'patienceMs'>,
): Promise<readonly Finding[]> {
  const body = { intent, input: QUESTIONS[intent], stream: true };
  const url = new URL(`${base}/v1/mini/ask`);
  const reading = await read({ url, method: 'POST', token, body }, { ...options, patienceMs: PATIENCE_MS });
  if (reading.kind === 'nothing') return reading.findings;
  if (reading.kind === 'refusal') return [describeRefusal(reading.refusal)];
  const { arrivals } = reading.recording;
  const last = arrivals.at(-1);
  if (last?.type === 'error') {
    const code = Failed.safeParse(last.data).data?.code ?? 'no code';
    return [...reading.findings, fail('ask', `failed with ${code}`, 'docs/errors.md says what to do')];
  }
  const figures = `${arrivals.length} events, ${describePace(reading.firstByteMs, arrivals)}`;
  const latencyMs = Done.safeParse(last?.data).data?.latencyMs;
  return [
    ...reading.findings,
    ok('ask', `${figures}, whole after ${duration(last?.atMs ?? 0)}`),
    ...(latencyMs === undefined ? [] : judge(arrivals, latencyMs, isTimed)),
  ];
}

/** The first event leaves when an ask begins, the last when it has ended: the server tells what lies between. */
function judge(arrivals: readonly Arrival[], latencyMs: number, isTimed: boolean): Finding[] {
  const spanMs = (arrivals.at(-1)?.atMs ?? 0) - (arrivals[0]?.atMs ?? 0);
  if (latencyMs >= TELLING_MS && spanMs < latencyMs / 4) {
    return [
      fail(
        'buffering of asks',
        `an answer that took ${duration(latencyMs)} came within ${duration(spanMs)}`,
        'Turn buffering off for /v1/mini/ too; docs/deploying.md has settings that pass',
      ),
    ];
  }
  if (isTimed) return [];
  return [
    warn(
      'buffering of asks',
      latencyMs < TELLING_MS
        ? `cannot be told: the answer took only ${duration(latencyMs)}`
        : 'not until the end; smaller blocks cannot be told from a model that writes in bursts',
      "An operator's token makes sure",
    ),
  ];
}
