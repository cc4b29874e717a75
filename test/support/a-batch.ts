import { newId } from '../../src/common/ids.js';
import { LEAST_JUDGED } from '../../src/replays/evidence.js';
import { batchResultOf } from '../../src/replays/batches/batch-result.js';
import type { AnswerFigures, BatchResult, ReplayBatch, ReplayResult } from '../../src/trace/replay-batch.js';
import type { TraceRecord } from '../../src/trace/trace-record.js';
import { aTrace } from './a-trace.js';

/** A batch that has just begun, of which a test tells only what it is about. */
export function aBatch(parts: Partial<ReplayBatch> = {}): ReplayBatch {
  return {
    id: newId(),
    environment: 'prod',
    intent: 'summarize',
    profile: 'summarize_v2',
    profileDigest: 'digest-of-summarize_v2',
    configDigest: 'digest-of-the-configuration',
    agent: 'openclaw',
    eval: null,
    limit: 20,
    concurrency: 2,
    filter: {},
    status: 'running',
    result: null,
    startedBy: 'u_operator',
    startedAt: Date.UTC(2026, 0, 2),
    endedAt: null,
    ...parts,
  };
}

/** Of a good answer. */
export function someFigures(parts: Partial<AnswerFigures> = {}): AnswerFigures {
  return {
    status: 'complete',
    errorCode: null,
    latencyMs: 100,
    firstContentMs: 40,
    promptTokens: 300,
    completionTokens: 40,
    cost: null,
    answerChars: 10,
    truncated: false,
    degraded: false,
    attempts: 1,
    ...parts,
  };
}

/** What is to be replayed of that trace. */
export function aResult(
  { id, traceId }: Pick<TraceRecord, 'id' | 'traceId'>,
  seq: number,
  parts: Partial<ReplayResult> = {},
): ReplayResult {
  return {
    seq,
    traceId: id,
    clientTraceId: traceId,
    replayId: null,
    status: 'pending',
    original: someFigures(),
    replay: null,
    similarity: null,
    assertions: [],
    ...parts,
  };
}

/** What a batch came to in which as many asks as are told got an answer again, and others still got none. */
export function aPassedResult(judged: number = LEAST_JUDGED, others = 0): BatchResult {
  const lost = someFigures({ status: 'failed', errorCode: 'AGENT_TIMEOUT', answerChars: null });
  const pairs = [
    ...Array.from({ length: judged }, () => someFigures()),
    ...Array.from({ length: others }, () => lost),
  ];
  return batchResultOf(
    pairs.map((figures, at) => aResult(aTrace(), at + 1, { original: figures, replay: figures })),
    null,
  );
}

/** A batch with the id `b1` that proves its candidate, but for what a test tells. */
export function aPassedBatch(
  parts: Partial<ReplayBatch> = {},
  { judged, others }: { readonly judged?: number; readonly others?: number } = {},
): ReplayBatch {
  return aBatch({
    id: 'b1',
    status: 'complete',
    result: aPassedResult(judged, others),
    endedAt: Date.UTC(2026, 0, 3),
    ...parts,
  });
}

/** What a batch over nothing came to. */
export function aBatchResult(): BatchResult {
  return batchResultOf([], null);
}
