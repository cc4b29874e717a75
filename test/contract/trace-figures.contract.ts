import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GroupedFigures } from '../../src/ops/stats/grouped-figures.js';
import type { GroupFigures } from '../../src/ops/stats/group-figures.js';
import type { Feedback, TraceRecord } from '../../src/trace/trace-record.js';
import type { AskFigures, TraceFigures } from '../../src/trace/trace-figures.js';
import type { TraceStore } from '../../src/trace/trace-store.js';
import { aTrace } from '../support/a-trace.js';

export interface OpenTraceFigures {
  readonly store: TraceStore;
  readonly figures: TraceFigures;
  /** As if its user had said so. */
  rate(id: string, rating: Feedback['rating']): Promise<void>;
  close(): Promise<void>;
}

const ALWAYS = { environment: 'prod', from: 0, to: Number.MAX_SAFE_INTEGER };

/** What every `TraceFigures` promises. */
export function describeTraceFigures(name: string, open: () => Promise<OpenTraceFigures>): void {
  describe(`TraceFigures: ${name}`, () => {
    let opened: OpenTraceFigures;
    let figures: TraceFigures;

    beforeEach(async () => {
      opened = await open();
      ({ figures } = opened);
    });

    afterEach(() => opened.close());

    async function saved(...records: readonly TraceRecord[]): Promise<void> {
      await Promise.all(records.map((record) => opened.store.save(record)));
    }

    async function read(span = ALWAYS): Promise<AskFigures[]> {
      const all: AskFigures[] = [];
      for await (const part of figures.read(span)) all.push(...part);
      return all;
    }

    it('tells of each ask what is counted', async () => {
      const record = aTrace({ cost: 0.0125, latencyMs: 123.4, firstContentMs: 45.6, cached: true });
      await saved(record);
      await opened.rate(record.id, 'down');
      expect(await read()).toEqual([
        {
          intent: 'summarize',
          profile: 'summarize_v1',
          status: 'complete',
          latencyMs: 123,
          firstContentMs: 46,
          promptTokens: 310,
          completionTokens: 42,
          cost: 0.0125,
          cached: true,
          degraded: false,
          truncated: false,
          feedback: 'down',
        },
      ]);
    });

    it('tells of a refusal what there is', async () => {
      const nothing = { intent: null, profile: null, latencyMs: null, firstContentMs: null, usage: null };
      await saved(aTrace({ ...nothing, status: 'refused' }));
      expect(await read()).toMatchObject([
        { intent: null, profile: null, status: 'refused', latencyMs: null, promptTokens: null, cost: null },
      ]);
    });

    it('leaves out what runs, replays and other environments', async () => {
      await saved(
        aTrace({ status: 'running' }),
        aTrace({ replayOf: 'another' }),
        aTrace({ environment: 'test' }),
      );
      expect(await read()).toEqual([]);
    });

    it('takes in the begin of the span, and not its end', async () => {
      await saved(...[9, 10, 19, 20].map((startedAt) => aTrace({ startedAt, latencyMs: startedAt })));
      const found = await read({ environment: 'prod', from: 10, to: 20 });
      expect(found.map(({ latencyMs }) => latencyMs)).toEqual([10, 19]);
    });

    it('gives each of thousands once, in parts, also of those that began at the same moment', async () => {
      const records = Array.from({ length: 4000 }, (_, at) =>
        aTrace({ startedAt: Math.floor(at / 3000), latencyMs: at }),
      );
      await saved(...records);
      const sizes: number[] = [];
      for await (const part of figures.read(ALWAYS)) sizes.push(part.length);
      expect(sizes.length).toBeGreaterThan(2);
      const latencies = (await read()).map(({ latencyMs }) => latencyMs ?? Number.NaN);
      expect(latencies.toSorted((a, b) => a - b)).toEqual(records.map(({ latencyMs }) => latencyMs));
    });

    it('adds up to what the records say: exactly what is counted, within a hundredth what is a quantile', async () => {
      let run = 0;
      const property = fc.asyncProperty(fc.array(aRecord, { maxLength: 60 }), async (parts) => {
        run += 1;
        const environment = `run-${run}`;
        const records = parts.map(({ rating: _rating, replayOf, ...part }) =>
          aTrace({ ...part, environment, ...(replayOf !== null && { replayOf }) }),
        );
        await saved(...records);
        for (const [at, { id }] of records.entries()) {
          const rating = parts[at]?.rating;
          if (rating !== undefined) await opened.rate(id, rating);
        }
        expectSameFigures(
          await addedUp(figures, environment),
          records.map((record, at) => ({ record, rating: parts[at]?.rating })),
        );
      });
      await fc.assert(property, { numRuns: 25 });
    });
  });
}

const aRecord = fc.record({
  intent: fc.constantFrom('summarize', 'support', null),
  profile: fc.constantFrom('v1', 'v2', null),
  status: fc.constantFrom('complete', 'failed', 'cancelled', 'refused', 'running'),
  startedAt: fc.nat(3_000),
  latencyMs: fc.option(fc.oneof(fc.nat(100), fc.nat(100_000))),
  firstContentMs: fc.option(fc.double({ min: 0, max: 20_000, noNaN: true })),
  usage: fc.option(fc.record({ promptTokens: fc.nat(10_000), completionTokens: fc.nat(10_000) })),
  cost: fc.option(fc.integer({ min: 0, max: 64 }).map((cost) => cost / 64)),
  cached: fc.boolean(),
  degraded: fc.boolean(),
  truncated: fc.boolean(),
  replayOf: fc.constantFrom(null, null, null, 'another'),
  rating: fc.constantFrom('up', 'down', undefined),
} as const);

/** By way of slices, as statistics are. */
async function addedUp(figures: TraceFigures, environment: string): Promise<readonly GroupFigures[]> {
  const whole = new GroupedFigures();
  for (let from = 0; from <= 3_000; from += 500) {
    const slice = new GroupedFigures();
    for await (const part of figures.read({ environment, from, to: from + 500 })) {
      for (const ask of part) slice.add(ask);
    }
    whole.merge(slice);
  }
  return whole.sorted();
}

interface Rated {
  readonly record: TraceRecord;
  readonly rating: Feedback['rating'] | undefined;
}

function expectSameFigures(groups: readonly GroupFigures[], all: readonly Rated[]): void {
  const counted = all.filter(({ record }) => record.status !== 'running' && record.replayOf === undefined);
  expect(sum(groups.map(({ count }) => count))).toBe(counted.length);
  for (const group of groups) {
    const asks = counted.filter(
      ({ record }) => record.intent === group.intent && record.profile === group.profile,
    );
    const records = asks.map(({ record }) => record);
    const costs = records.flatMap(({ cost }) => cost ?? []);
    expect(group).toMatchObject({
      count: asks.length,
      errors: records.filter(({ status }) => ['failed', 'refused'].includes(status)).length,
      promptTokens: sum(records.map(({ usage }) => usage?.promptTokens ?? 0)),
      completionTokens: sum(records.map(({ usage }) => usage?.completionTokens ?? 0)),
      cost: costs.length === 0 ? null : sum(costs),
      cached: records.filter(({ cached }) => cached).length,
      degraded: records.filter(({ degraded }) => degraded).length,
      truncated: records.filter(({ truncated }) => truncated).length,
      up: asks.filter(({ rating }) => rating === 'up').length,
      down: asks.filter(({ rating }) => rating === 'down').length,
    });
    for (const share of [0, 0.5, 0.95, 1]) {
      const latencies = records.flatMap(({ latencyMs }) => latencyMs ?? []);
      expectNear(group.latencyMs(share), exactly(latencies, share));
      const firstContents = records.flatMap(({ firstContentMs }) => firstContentMs ?? []);
      expectNear(group.firstContentMs(share), exactly(firstContents.map(Math.round), share));
    }
  }
}

function expectNear(found: number | null, exact: number | null): void {
  if (found === null || exact === null) return expect(found).toBe(exact);
  expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.01 + 1e-9);
}

function exactly(values: readonly number[], share: number): number | null {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? null;
}

function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}
