import { newId } from '../../src/common/ids.js';
import { batchResultOf } from '../../src/replays/batches/batch-result.js';
import type { AnswerFigures, BatchResult, ReplayBatch, ReplayResult } from '../../src/trace/replay-batch.js';
import type { TraceRecord } from '../../src/trace/trace-record.js';

/** A batch that has just begun, of which a test tells only what it is about. */
export function aBatch(parts: Partial<ReplayBatch> = {}): ReplayBatch {
  return {
    id: newId(),
    environment: 'prod',
    intent: 'summarize',
    profile: 'summarize_v2',
    profileDigest: 'digest-of-summarize_v2',
    configDigest: 'digest-of-the-configuration',
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

/** What a batch over nothing came to. */
export function aBatchResult(): BatchResult {
  return batchResultOf([], null);
}
