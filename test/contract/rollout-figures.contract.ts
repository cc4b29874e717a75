import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArmAsk, RolloutFigures } from '../../src/trace/rollout-figures.js';
import type { Feedback, TraceRecord } from '../../src/trace/trace-record.js';
import type { TraceStore } from '../../src/trace/trace-store.js';
import { aTrace } from '../support/a-trace.js';

export interface OpenRolloutFigures {
  readonly store: TraceStore;
  readonly rollouts: RolloutFigures;
  /** As if its user had said so. */
  rate(id: string, rating: Feedback['rating']): Promise<void>;
  close(): Promise<void>;
}

const KEY = '1f0c6f52a1b3d9e4';
const ALWAYS = { key: KEY, from: 0, to: Number.MAX_SAFE_INTEGER };

/** What every `RolloutFigures` promises. */
export function describeRolloutFigures(name: string, open: () => Promise<OpenRolloutFigures>): void {
  describe(`RolloutFigures: ${name}`, () => {
    let opened: OpenRolloutFigures;

    beforeEach(async () => {
      opened = await open();
    });

    afterEach(() => opened.close());

    async function saved(...records: readonly Partial<TraceRecord>[]): Promise<TraceRecord[]> {
      const rollout = { key: KEY, arm: 'summarize_v2' };
      const whole = records.map((parts) => aTrace(Object.assign({ rollout }, parts)));
      await Promise.all(whole.map((record) => opened.store.save(record)));
      return whole;
    }

    async function read(span = ALWAYS): Promise<ArmAsk[]> {
      const all: ArmAsk[] = [];
      for await (const part of opened.rollouts.read(span)) all.push(...part);
      return all;
    }

    it('tells of each ask what is compared', async () => {
      const [attempt] = aTrace().attempts;
      const broken = Object.assign({}, attempt, {
        profile: 'summarize_v2',
        outcome: 'OUTPUT_INVALID' as const,
      });
      const [first] = await saved(
        { startedAt: 1, latencyMs: 123.4 },
        { startedAt: 2, status: 'failed', errorCode: 'AGENT_ERROR', rollout: { key: KEY, arm: 'summarize_v1' } },
        { startedAt: 3, attempts: [broken] },
      ); // prettier-ignore
      await opened.rate(first?.id ?? '', 'down');
      const usual = {
        arm: 'summarize_v2',
        user: expect.any(Number),
        failed: false,
        contractFailed: false,
        latencyMs: 123,
        feedback: null,
      };
      expect(await read()).toEqual([
        { ...usual, feedback: 'down' },
        { ...usual, arm: 'summarize_v1', failed: true },
        { ...usual, contractFailed: true },
      ]);
    });

    it('counts an ask once it has ended', async () => {
      const [running] = await saved({ status: 'running', latencyMs: null });
      expect(await read()).toEqual([]);
      await saved({ ...running, status: 'complete', latencyMs: 7 });
      expect(await read()).toMatchObject([{ latencyMs: 7 }]);
    });

    it('leaves out other rollouts, and what no draw has decided', async () => {
      await saved(
        { rollout: { key: 'another', arm: 'summarize_v2' } },
        { cached: true },
        { status: 'refused' },
      );
      await opened.store.save(aTrace());
      expect(await read()).toEqual([]);
    });

    it('takes in the begin of the span, and not its end', async () => {
      await saved(...[9, 10, 19, 20].map((startedAt) => ({ startedAt, latencyMs: startedAt })));
      expect((await read({ key: KEY, from: 10, to: 20 })).map(({ latencyMs }) => latencyMs)).toEqual([
        10, 19,
      ]);
    });

    it('gives each of thousands once, in parts, also of those that began at the same moment', async () => {
      await saved(
        ...Array.from({ length: 2500 }, (_, at) => ({ startedAt: Math.floor(at / 2000), latencyMs: at })),
      );
      const sizes: number[] = [];
      for await (const part of opened.rollouts.read(ALWAYS)) sizes.push(part.length);
      expect(sizes.length).toBeGreaterThan(2);
      const latencies = (await read()).map(({ latencyMs }) => latencyMs ?? Number.NaN);
      expect(latencies.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 2500 }, (_, at) => at));
    });

    it('tells when the first ask began that is counted', async () => {
      expect(await opened.rollouts.began({ key: KEY, from: 0 })).toBeNull();
      await saved({ startedAt: 5, cached: true }, { startedAt: 9 }, { startedAt: 7 }, { startedAt: 20 });
      expect(await opened.rollouts.began({ key: KEY, from: 0 })).toBe(7);
      expect(await opened.rollouts.began({ key: KEY, from: 8 })).toBe(9);
      expect(await opened.rollouts.began({ key: 'another', from: 0 })).toBeNull();
    });

    it('has that begin for good, also when its ask is deleted or an earlier one is saved', async () => {
      const [first] = await saved({ startedAt: 9 });
      expect(await opened.rollouts.began({ key: KEY, from: 0 })).toBe(9);
      await opened.store.deleteBefore(first?.environment ?? '', 10, 100);
      expect(await opened.rollouts.began({ key: KEY, from: 0 })).toBe(9);
      await saved({ startedAt: 8 });
      expect(await opened.rollouts.began({ key: KEY, from: 0 })).toBe(9);
      expect(await opened.rollouts.began({ key: KEY, from: 1 })).toBe(8);
    });

    it('tells users apart', async () => {
      await saved(...['u_1', 'u_2', 'u_1'].map((userId, startedAt) => ({ userId, startedAt })));
      const [one, other, again] = (await read()).map(({ user }) => user);
      expect(again).toBe(one);
      expect(other).not.toBe(one);
    });

    it('fails as storage does', async () => {
      await opened.close();
      await expect(read()).rejects.toMatchObject({ code: 'INTERNAL', reason: 'storage' });
      opened = await open();
    });
  });
}
