import { similarity } from '../../evals/similarity.js';
import type { Attempt, TraceRecord } from '../../trace/trace-record.js';
import { figuresOf } from './figures.js';
import { type DiffPart, textDiff } from './text-diff.js';

export const FIGURE_NAMES = [
  'latencyMs',
  'firstContentMs',
  'promptTokens',
  'completionTokens',
  'cost',
  'answerChars',
] as const;

/** A figure of both, and the difference where both have it. */
export interface ComparedFigure {
  readonly name: (typeof FIGURE_NAMES)[number];
  readonly original: number | null;
  readonly replay: number | null;
  readonly change: number | null;
}

/** An answer, and what is known of it. */
export type Side = Pick<
  TraceRecord,
  | 'id'
  | 'profile'
  | 'profileDigest'
  | 'configDigest'
  | 'model'
  | 'status'
  | 'errorCode'
  | 'errorReason'
  | 'answer'
  | 'output'
  | 'truncated'
  | 'degraded'
  | 'usage'
  | 'startedAt'
> & {
  readonly cost: number | null;
  readonly latencyMs: number | null;
  readonly firstContentMs: number | null;
  /** Who was asked, in turn, and what came of it. */
  readonly attempts: readonly ComparedAttempt[];
};

/** As much of an attempt as tells why there is no answer, or why it is not the first one. */
export type ComparedAttempt = Pick<
  Attempt,
  'profile' | 'model' | 'outcome' | 'reason' | 'said' | 'fault' | 'corrects'
>;

/** An answer beside the one that was given before. */
export interface Comparison {
  /** Of the replay's record. */
  readonly id: string;
  /** Of the original's. */
  readonly replayOf: string;
  readonly original: Side;
  readonly replay: Side;
  /** Of the answers; one that is not there, or not kept, counts as empty. */
  readonly diff: readonly DiffPart[];
  readonly figures: readonly ComparedFigure[];
  /** From 0 to 1; null unless both answers are there and kept. */
  readonly similarity: number | null;
}

/** Both as they are kept. */
export function comparisonOf(original: TraceRecord, replay: TraceRecord): Comparison {
  return {
    id: replay.id,
    replayOf: original.id,
    original: sideOf(original),
    replay: sideOf(replay),
    diff: textDiff(original.answer ?? '', replay.answer ?? ''),
    figures: comparedFigures(original, replay),
    similarity: similarityOf(original.answer, replay.answer),
  };
}

/** Of two answers; null unless both are there. */
export function similarityOf(original: string | null, replay: string | null): number | null {
  return original === null || replay === null ? null : similarity(original, replay);
}

function sideOf(record: TraceRecord): Side {
  const { latencyMs, firstContentMs, cost } = figuresOf(record);
  return {
    id: record.id,
    profile: record.profile,
    profileDigest: record.profileDigest,
    configDigest: record.configDigest,
    model: record.model,
    status: record.status,
    errorCode: record.errorCode,
    errorReason: record.errorReason,
    answer: record.answer,
    output: record.output,
    truncated: record.truncated,
    degraded: record.degraded,
    usage: record.usage,
    startedAt: record.startedAt,
    cost,
    latencyMs,
    firstContentMs,
    attempts: record.attempts.map(comparedAttempt),
  };
}

function comparedAttempt(attempt: Attempt): ComparedAttempt {
  const { profile, model, outcome, reason, said, fault, corrects } = attempt;
  return {
    profile,
    model,
    outcome,
    ...(reason !== undefined && { reason }),
    ...(said !== undefined && { said }),
    ...(fault !== undefined && { fault }),
    ...(corrects !== undefined && { corrects }),
  };
}

function comparedFigures(original: TraceRecord, replay: TraceRecord): ComparedFigure[] {
  const [before, after] = [figuresOf(original), figuresOf(replay)];
  return FIGURE_NAMES.map((name) => {
    const [one, other] = [before[name], after[name]];
    const change = one === null || other === null ? null : other - one;
    return { name, original: one, replay: other, change };
  });
}
