import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feedback, TraceRecord } from '../../src/trace/trace-record.js';
import type { TraceFilter, TraceStore } from '../../src/trace/trace-store.js';
import { aTrace } from '../support/a-trace.js';

export interface OpenTraceSearch {
  readonly store: TraceStore;
  /** As if its user had said so. */
  rate(id: string, rating: Feedback['rating']): Promise<void>;
  close(): Promise<void>;
}

/** More than are looked through at once. */
const RECORDS = 3_000;

/** What every `TraceStore` finds among many traces, whatever must hold for them together. */
export function describeTraceSearch(name: string, open: () => Promise<OpenTraceSearch>): void {
  describe(`searching many traces: ${name}`, () => {
    let opened: OpenTraceSearch;
    let records: readonly TraceRecord[];

    beforeAll(async () => {
      opened = await open();
      records = Array.from({ length: RECORDS }, (_, at) => recordAt(at));
      await Promise.all(records.map((record) => opened.store.save(record)));
      for (const { id, feedback } of records) {
        if (feedback !== undefined) await opened.rate(id, feedback.rating);
      }
    });

    afterAll(() => opened.close());

    /** All pages. */
    async function found(filter: TraceFilter, limit: number): Promise<string[]> {
      const ids: string[] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page = await opened.store.search(filter, { limit, ...(cursor !== undefined && { cursor }) });
        ids.push(...page.records.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      return ids;
    }

    it('finds what all conditions hold for, once and newest first, on pages of any size', async () => {
      const property = fc.asyncProperty(aFilter, fc.integer({ min: 1, max: 4 }), async (filter, share) => {
        const matching = records.filter((record) => matches(record, filter));
        const limit = Math.ceil((matching.length + 1) / share);
        expect(await found(filter, limit)).toEqual(newestFirst(matching));
      });
      await fc.assert(property, { numRuns: 150 });
    });

    it('finds a single one among many', async () => {
      const rare = aTrace({ startedAt: 5, intent: 'support', profile: 'v2', status: 'cancelled' });
      await opened.store.save(rare);
      expect(await found({ intent: 'support', profile: 'v2', status: 'cancelled' }, 20)).toEqual([rare.id]);
    });
  });
}

/** Numbers without a common divisor mix what there is of each. */
function recordAt(at: number): TraceRecord {
  const status = (['complete', 'complete', 'failed', 'refused'] as const)[at % 4] ?? 'complete';
  return aTrace({
    startedAt: 1000 + Math.floor((at * 37) / 50),
    traceId: `trace-${at % 700}`,
    userId: at % 31 === 0 ? null : `u_${at % 3}`,
    intent: at % 5 === 0 ? null : at % 5 < 4 ? 'summarize' : 'support',
    profile: at % 7 === 0 ? null : at % 7 < 6 ? 'v1' : 'v2',
    status,
    ...(at % 11 === 0 && { replayOf: 'another' }),
    ...(at % 13 === 0 && { feedback: { rating: at % 2 === 0 ? 'up' : 'down', at: 0 } }),
  });
}

function optional<Value>(...values: Value[]) {
  return fc.option(fc.constantFrom(...values), { nil: undefined });
}

const aFilter = fc
  .record({
    traceId: fc.option(fc.constantFrom('trace-3', 'trace-699'), { nil: undefined, freq: 4 }),
    userId: optional('u_0', 'u_2', 'u_9'),
    intent: optional('summarize', 'support', 'extract'),
    profile: optional('v1', 'v2'),
    status: optional('complete', 'failed', 'refused', 'running'),
    feedback: optional('up', 'down'),
    origin: optional('ask', 'replay'),
    from: optional(0, 1000, 2000),
    to: optional(1001, 2500, 9000),
  } as const)
  .map((filter): TraceFilter =>
    Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
  );

function matches(record: TraceRecord, filter: TraceFilter): boolean {
  const { from = 0, to = Number.POSITIVE_INFINITY, feedback, origin, ...equal } = filter;
  const held: Partial<Record<string, unknown>> = { ...record };
  return (
    record.startedAt >= from &&
    record.startedAt < to &&
    (feedback === undefined || record.feedback?.rating === feedback) &&
    (origin === undefined || (record.replayOf === undefined) === (origin === 'ask')) &&
    Object.entries(equal).every(([name, value]) => held[name] === value)
  );
}

function newestFirst(records: readonly TraceRecord[]): string[] {
  const compare = (a: TraceRecord, b: TraceRecord) => b.startedAt - a.startedAt || (b.id < a.id ? -1 : 1);
  return records.toSorted(compare).map(({ id }) => id);
}
