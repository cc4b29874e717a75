import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import type { WholeBatch } from '../../replays/batches/batches.service.js';
import type {
  AnswerFigures,
  ArmFigures,
  BatchFilter,
  BatchProgress,
  BatchResult,
  CheckedAssertion,
  Percentiles,
  ReplayBatch,
  ReplayResult,
  Verdict,
} from '../../trace/replay-batch.js';
import type { BatchPage, StoredBatch } from '../../trace/replay-store.js';
import { TRACE_STATUSES } from '../traces/trace-query.dto.js';

const VERDICTS = ['pass', 'fail'] as const satisfies readonly Verdict[];
const AGENTS = ['openclaw', 'local'] as const satisfies readonly ReplayBatch['agent'][];

class ReplayProgress implements BatchProgress {
  @ApiProperty()
  readonly total: number;

  @ApiProperty({ description: 'Replays that have an answer.' })
  readonly done: number;

  @ApiProperty({ description: 'Replays that ended without one.' })
  readonly failed: number;
}

/** A batch in a list. */
export class BatchSummary {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ example: 'summarize' })
  readonly intent: string;

  @ApiProperty({ example: 'summarize_v2', description: 'The candidate.' })
  readonly profile: string;

  @ApiProperty({ description: 'SHA-256 of what it said when the batch began.' })
  readonly profileDigest: string;

  @ApiProperty({ type: String, nullable: true, example: 'summaries' })
  readonly eval: string | null;

  @ApiProperty({ enum: ['running', 'complete', 'cancelled', 'failed'] })
  readonly status: ReplayBatch['status'];

  @ApiProperty({ type: String, enum: VERDICTS, nullable: true, description: 'Null until it is complete.' })
  readonly verdict: Verdict | null;

  @ApiProperty()
  readonly progress: ReplayProgress;

  @ApiProperty({ description: 'User id of the operator.', example: 'u_operator' })
  readonly startedBy: string;

  @ApiProperty({ format: 'date-time' })
  readonly startedAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly endedAt: string | null;
}

/** The batches of this environment. */
export class BatchList {
  @ApiProperty({ type: [BatchSummary], description: 'Newest first.' })
  readonly items: readonly BatchSummary[];

  @ApiProperty({ type: String, nullable: true, description: 'For `cursor`; null on the last page.' })
  readonly nextCursor: string | null;
}

class BatchPercentiles implements Percentiles {
  @ApiProperty({ type: Number, nullable: true })
  readonly p50: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly p95: number | null;
}

class BatchArm implements ArmFigures {
  @ApiProperty()
  readonly count: number;

  @ApiProperty({ description: 'Without an answer.' })
  readonly errors: number;

  @ApiProperty({ description: 'Of those, the ones with `OUTPUT_INVALID`.' })
  readonly contractFailures: number;

  @ApiProperty({ description: 'Answers from which a limit cut something off.' })
  readonly limitHits: number;

  @ApiProperty({ description: 'Answers for which a model was asked more than once.' })
  readonly retried: number;

  @ApiProperty({ description: 'Answers that anything but the routed profile at its first attempt gave.' })
  readonly degraded: number;

  @ApiProperty({ description: 'Milliseconds, like the next, without waiting for a place; of answers.' })
  readonly latencyMs: BatchPercentiles;

  @ApiProperty()
  readonly firstContentMs: BatchPercentiles;

  @ApiProperty({ description: 'Sum, like the next two.' })
  readonly promptTokens: number;

  @ApiProperty()
  readonly completionTokens: number;

  @ApiProperty({ type: Number, nullable: true })
  readonly cost: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Mean, in characters.' })
  readonly answerChars: number | null;
}

class BatchSimilarity {
  @ApiProperty({ type: Number, nullable: true })
  readonly mean: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'A tenth of the answers is less like the original.',
  })
  readonly p10: number | null;
}

class AssertionVotes {
  @ApiProperty({ example: 'contains' })
  readonly type: string;

  @ApiProperty()
  readonly name: string;

  @ApiProperty()
  readonly passed: number;

  @ApiProperty()
  readonly failed: number;

  @ApiProperty({ description: 'Answers of the originals that pass it.' })
  readonly baselinePassed: number;
}

class BatchOutcome implements BatchResult {
  @ApiProperty({ enum: VERDICTS })
  readonly verdict: Verdict;

  @ApiProperty({ type: [String], description: 'Why.' })
  readonly reasons: readonly string[];

  @ApiProperty({ description: 'The originals.' })
  readonly baseline: BatchArm;

  @ApiProperty({ description: 'Their replays.' })
  readonly candidate: BatchArm;

  @ApiProperty()
  readonly similarity: BatchSimilarity;

  @ApiProperty({ type: Number, nullable: true, description: '0.1: answers are a tenth longer.' })
  readonly answerCharsChange: number | null;

  @ApiProperty({ type: [AssertionVotes] })
  readonly assertions: readonly AssertionVotes[];
}

class ResultFigures implements AnswerFigures {
  @ApiProperty({ enum: TRACE_STATUSES })
  readonly status: AnswerFigures['status'];

  @ApiProperty({ type: String, nullable: true })
  readonly errorCode: AnswerFigures['errorCode'];

  @ApiProperty({ type: Number, nullable: true })
  readonly latencyMs: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly firstContentMs: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly promptTokens: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly completionTokens: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly cost: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly answerChars: number | null;

  @ApiProperty()
  readonly truncated: boolean;

  @ApiProperty()
  readonly degraded: boolean;

  @ApiProperty({ description: 'How often a model was asked, without hedges that lost.' })
  readonly attempts: number;
}

class ResultAssertion implements CheckedAssertion {
  @ApiProperty()
  readonly name: string;

  @ApiProperty({ example: 'contains' })
  readonly type: string;

  @ApiProperty()
  readonly passed: boolean;

  @ApiProperty({ description: "Whether the original's answer passes it." })
  readonly baselinePassed: boolean;

  @ApiProperty({ required: false })
  readonly message?: string;
}

class BatchResultRow implements ReplayResult {
  @ApiProperty({ description: 'From 1, the newest original first.' })
  readonly seq: number;

  @ApiProperty({ description: "The `id` of the original's trace.", format: 'uuid' })
  readonly traceId: string;

  @ApiProperty({ description: "The original's traceId." })
  readonly clientTraceId: string;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'uuid',
    description: "The `id` of the replay's trace.",
  })
  readonly replayId: string | null;

  @ApiProperty({ enum: ['pending', 'running', 'done', 'failed'] })
  readonly status: ReplayResult['status'];

  @ApiProperty()
  readonly original: ResultFigures;

  @ApiProperty({ type: ResultFigures, nullable: true })
  readonly replay: ResultFigures | null;

  @ApiProperty({ type: Number, nullable: true, minimum: 0, maximum: 1 })
  readonly similarity: number | null;

  @ApiProperty({ type: [ResultAssertion] })
  readonly assertions: readonly ResultAssertion[];
}

/** The filter of the request, its times as all others are given. */
interface ShownFilter extends Omit<BatchFilter, 'from' | 'to'> {
  readonly from?: string;
  readonly to?: string;
}

class BatchContent {
  @ApiProperty({ description: 'SHA-256 of the configuration that the candidate and its model are from.' })
  readonly configDigest: string;

  @ApiProperty({
    type: String,
    enum: AGENTS,
    nullable: true,
    description: 'Who answers in the name of the candidate; null in batches from before that was noted.',
  })
  readonly agent: NonNullable<ReplayBatch['agent']> | null;

  @ApiProperty()
  readonly limit: number;

  @ApiProperty()
  readonly concurrency: number;

  @ApiProperty({ type: Object, description: 'Times in ISO 8601.' })
  readonly filter: ShownFilter;

  @ApiProperty({ type: BatchOutcome, nullable: true, description: 'Null until it is complete.' })
  readonly summary: BatchOutcome | null;

  @ApiProperty({ type: [BatchResultRow] })
  readonly results: readonly BatchResultRow[];
}

/** A whole batch. */
export class BatchView extends IntersectionType(BatchSummary, BatchContent) {}

export function batchListOf({ batches, nextCursor }: BatchPage): BatchList {
  return { items: batches.map(summaryOf), nextCursor };
}

export function batchViewOf(whole: WholeBatch): BatchView {
  const { configDigest, agent = null, limit, concurrency, filter, result } = whole.batch;
  return Object.assign(summaryOf(whole), {
    configDigest,
    agent,
    limit,
    concurrency,
    filter: filterOf(filter),
    summary: result,
    results: whole.results,
  });
}

function summaryOf({ batch, progress }: StoredBatch): BatchSummary {
  return {
    id: batch.id,
    intent: batch.intent,
    profile: batch.profile,
    profileDigest: batch.profileDigest,
    eval: batch.eval?.name ?? null,
    status: batch.status,
    verdict: batch.result?.verdict ?? null,
    progress,
    startedBy: batch.startedBy,
    startedAt: new Date(batch.startedAt).toISOString(),
    endedAt: batch.endedAt === null ? null : new Date(batch.endedAt).toISOString(),
  };
}

function filterOf({ from, to, ...rest }: BatchFilter): ShownFilter {
  return {
    ...rest,
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
  };
}
