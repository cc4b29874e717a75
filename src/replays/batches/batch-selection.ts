import { Injectable } from '@nestjs/common';
import type { EnvironmentName } from '../../config/snapshot.js';
import { AppError } from '../../common/errors/app-error.js';
import type { BatchFilter, ReplayResult } from '../../trace/replay-batch.js';
import type { TraceRecord, TraceStatus } from '../../trace/trace-record.js';
import { TraceStore } from '../../trace/trace-store.js';
import { figuresOf } from '../comparison/figures.js';
import { ReplayQuestions } from '../replay-question.js';

/** Records in one look, and those that are looked at in all: a rare kind of ask must not have everything read. */
const PAGE = 100;
const MOST_LOOKED_AT = 10_000;

const ENDED: ReadonlySet<TraceStatus> = new Set(['complete', 'failed']);

export interface Wanted {
  readonly environment: EnvironmentName;
  readonly intent: string;
  readonly limit: number;
  readonly filter: BatchFilter;
}

/** Finds the asks of a batch. */
@Injectable()
export class BatchSelection {
  constructor(
    private readonly traces: TraceStore,
    private readonly questions: ReplayQuestions,
  ) {}

  /** The newest that can be replayed; none that got its answer from another ask, which may be among them. */
  async newest({ environment, intent, limit, filter }: Wanted): Promise<ReplayResult[]> {
    const found: TraceRecord[] = [];
    let cursor: string | undefined;
    for (let looked = 0; looked < MOST_LOOKED_AT && found.length < limit; looked += PAGE) {
      const { records, nextCursor } = await this.traces.search(
        { ...filter, intent, origin: 'ask' },
        { limit: PAGE, ...(cursor !== undefined && { cursor }) },
      );
      found.push(
        ...records.filter((record) => record.environment === environment && this.fits(record, filter)),
      );
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    return found.slice(0, limit).map(pendingOf);
  }

  private fits(record: TraceRecord, { status }: BatchFilter): boolean {
    if (record.cached || (status === undefined && !ENDED.has(record.status))) return false;
    try {
      this.questions.of(record);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'NOT_REPLAYABLE') return false;
      throw error;
    }
  }
}

function pendingOf(record: TraceRecord, at: number): ReplayResult {
  return {
    seq: at + 1,
    traceId: record.id,
    clientTraceId: record.traceId,
    replayId: null,
    status: 'pending',
    original: figuresOf(record),
    replay: null,
    similarity: null,
    assertions: [],
  };
}
