import type { Clock } from '../common/clock.js';
import { type Finding, ok } from '../common/finding.js';
import { type Question, ask, textOf } from './connection.js';
import { connectionTrouble } from './connection-trouble.js';
import { checkHeaders, isReadable } from './headers.js';
import { type Recording, type Tell, record } from './recording.js';
import type { Refusal } from './refusal.js';
import { checkSequence } from './sequence.js';

/** What came of a question. */
export type Reading =
  | {
      readonly kind: 'stream';
      readonly firstByteMs: number;
      readonly recording: Recording;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  /** There is nothing to read; the findings say why. */
  | { readonly kind: 'nothing'; readonly findings: readonly Finding[] };

export interface ReadingOptions {
  readonly clock: Clock;
  /** Milliseconds for the whole stream. */
  readonly patienceMs: number;
  readonly tell: Tell;
}

/** Asks, reads to the end, and looks at everything but the timing. Never throws for what servers do. */
export async function read(
  question: Question,
  { clock, patienceMs, tell }: ReadingOptions,
): Promise<Reading> {
  const deadline = new AbortController();
  const cancelTimer = clock.after(patienceMs, () => deadline.abort());
  const begunAt = clock.monotonic();
  try {
    const answer = await ask(question, deadline.signal);
    const firstByteMs = clock.monotonic() - begunAt;
    const { statusCode: status = 0, headers, httpVersion } = answer;
    if (status !== 200) {
      return { kind: 'refusal', refusal: { url: question.url, status, headers, text: await textOf(answer) } };
    }
    const heads = [
      ok('reachable', `answers ${question.url.pathname}`),
      ...checkHeaders({ httpVersion, headers }),
    ];
    if (!isReadable({ httpVersion, headers })) {
      answer.destroy();
      return { kind: 'nothing', findings: heads };
    }
    const recording = await record(answer, { clock, begunAt, deadline: deadline.signal }, tell);
    return { kind: 'stream', firstByteMs, recording, findings: [...heads, ...checkSequence(recording)] };
  } catch (error) {
    return { kind: 'nothing', findings: [connectionTrouble(error)] };
  } finally {
    cancelTimer();
  }
}
