import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchResult, Verdict } from '../../src/trace/replay-batch.js';
import type { ReplayStore } from '../../src/trace/replay-store.js';
import type { TraceStore } from '../../src/trace/trace-store.js';
import { aBatch, aBatchResult, aResult, someFigures } from '../support/a-batch.js';
import { aTrace } from '../support/a-trace.js';

export interface OpenReplayStore {
  readonly store: ReplayStore;
  /** Of the same database. */
  readonly traces: TraceStore;
  close(): Promise<void>;
}

const BEGUN = Date.UTC(2026, 0, 2);
const MINE = { owner: 'one', until: BEGUN + 30_000 };
const THEIRS = { owner: 'two', until: BEGUN + 90_000 };

/** What every store of batches promises. */
export function describeReplayStore(name: string, open: () => Promise<OpenReplayStore>): void {
  describe(`the replay store ${name}`, () => {
    let opened: OpenReplayStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    /** A batch over so many traces, which `one` runs. */
    async function begun(count: number, parts: Parameters<typeof aBatch>[0] = {}, userId = 'u_1') {
      const batch = aBatch(parts);
      const traces = Array.from({ length: count }, () => aTrace({ userId }));
      for (const trace of traces) await opened.traces.save(trace);
      const results = traces.map((trace, at) => aResult(trace, at + 1));
      await opened.store.create(batch, results, MINE);
      return { batch, results };
    }

    it('gives back what it was given, and how far that has come', async () => {
      const { batch, results } = await begun(3, { filter: { from: 1, feedback: 'down' } });
      expect(await opened.store.find(batch.id)).toEqual({
        batch,
        progress: { total: 3, done: 0, failed: 0 },
      });
      expect(await opened.store.results(batch.id)).toEqual(results);
      expect(await opened.store.find('nobody')).toBeNull();

      const [first, second] = results;
      if (first === undefined || second === undefined) throw new Error('three were stored');
      const replay = { replayId: 'r', replay: someFigures() };
      await opened.store.put(batch.id, 'one', { ...first, ...replay, status: 'done', similarity: 0.5 });
      await opened.store.put(batch.id, 'one', { ...second, ...replay, status: 'failed' });
      expect(await opened.store.find(batch.id)).toMatchObject({ progress: { total: 3, done: 1, failed: 1 } });
      expect((await opened.store.results(batch.id))[0]).toMatchObject({ status: 'done', similarity: 0.5 });
    });

    it('takes more results than one statement has room for', async () => {
      const { batch } = await begun(250);
      expect((await opened.store.results(batch.id)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: 250 }, (_, at) => at + 1),
      );
    });

    it('lists the batches of an environment, newest first, in pages', async () => {
      for (const at of [1, 2, 3]) await begun(1, { startedAt: at });
      await begun(1, { environment: 'dev' });
      const first = await opened.store.list('prod', { limit: 2 });
      expect(first.batches.map(({ batch }) => batch.startedAt)).toEqual([3, 2]);
      const rest = await opened.store.list('prod', { limit: 2, cursor: first.nextCursor ?? '' });
      expect(rest.batches.map(({ batch }) => batch.startedAt)).toEqual([1]);
      expect(rest.nextCursor).toBeNull();
      await expect(opened.store.list('prod', { limit: 2, cursor: 'x' })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      });
    });

    describe('tells the newest verdict on a candidate', () => {
      const its = { intent: 'summarize', profileDigest: 'a'.repeat(64) };
      const brief = { name: 'brief', intent: 'summarize', passRate: 1, assertions: [] };
      const outcome = (verdict: Verdict): BatchResult => ({ ...aBatchResult(), verdict });

      async function complete(startedAt: number, verdict: Verdict, parts: Parameters<typeof aBatch>[0] = {}) {
        const { batch } = await begun(1, { ...its, startedAt, ...parts });
        const end = { status: 'complete', result: outcome(verdict), endedAt: startedAt + 5 } as const;
        await opened.store.end(batch.id, end);
        return { ...batch, ...end };
      }

      it('of exactly this profile, for exactly this intent, in whatever environment', async () => {
        expect(await opened.store.latestComplete(its)).toBeNull();
        const passed = await complete(1, 'pass', { environment: 'staging' });
        await complete(2, 'fail', { profileDigest: 'b'.repeat(64) });
        await complete(2, 'fail', { intent: 'support' });
        expect(await opened.store.latestComplete(its)).toEqual(passed);
        const failed = await complete(3, 'fail');
        expect(await opened.store.latestComplete(its)).toEqual(failed);
      });

      it('by the eval that is asked for', async () => {
        const held = await complete(1, 'pass', { eval: brief });
        const free = await complete(2, 'pass');
        expect(await opened.store.latestComplete({ ...its, eval: 'brief' })).toEqual(held);
        expect(await opened.store.latestComplete(its)).toEqual(free);
        expect(await opened.store.latestComplete({ ...its, eval: 'other' })).toBeNull();
      });

      it('and none of a batch that runs, was cancelled, or could not be run', async () => {
        await begun(1, its);
        for (const status of ['cancelled', 'failed'] as const) {
          const { batch } = await begun(1, its);
          await opened.store.end(batch.id, { status, result: null, endedAt: 5 });
        }
        expect(await opened.store.latestComplete(its)).toBeNull();
        expect(await opened.store.latestComplete({ ...its, profileDigest: '%' })).toBeNull();
      });
    });

    it('leaves a batch to who runs it until the lease is over, and then to one alone', async () => {
      const { batch, results } = await begun(2);
      const [first] = results;
      if (first === undefined) throw new Error('two were stored');
      await opened.store.put(batch.id, 'one', { ...first, status: 'running' });
      expect(await opened.store.claim('prod', MINE.until, THEIRS, [])).toBeNull();
      expect(await opened.store.renew(batch.id, MINE)).toBe(true);
      expect(await opened.store.claim('dev', MINE.until + 1, THEIRS, [])).toBeNull();
      expect(await opened.store.claim('prod', MINE.until + 1, THEIRS, [batch.id])).toBeNull();

      const claims = ['two', 'three'].map((owner) =>
        opened.store.claim('prod', MINE.until + 1, { ...THEIRS, owner }, []),
      );
      expect((await Promise.all(claims)).filter((claimed) => claimed !== null)).toEqual([batch]);
      expect((await opened.store.results(batch.id)).map(({ status }) => status)).toEqual([
        'pending',
        'pending',
      ]);
      expect(await opened.store.renew(batch.id, MINE)).toBe(false);
    });

    it('takes nothing from who does not run the batch any more', async () => {
      const { batch, results } = await begun(1);
      const [first] = results;
      if (first === undefined) throw new Error('one was stored');
      await opened.store.claim('prod', MINE.until + 1, THEIRS, []);
      await opened.store.put(batch.id, 'one', { ...first, status: 'done' });
      await opened.store.release(batch.id, 'one');
      expect(await opened.store.end(batch.id, { status: 'complete', result: null, endedAt: 5 }, 'one')).toBe(
        false,
      );
      expect(await opened.store.find(batch.id)).toEqual({
        batch,
        progress: { total: 1, done: 0, failed: 0 },
      });
      expect(await opened.store.renew(batch.id, THEIRS)).toBe(true);
    });

    it('gives a batch that was let go to whoever comes first', async () => {
      const { batch } = await begun(1);
      await opened.store.release(batch.id, 'one');
      expect(await opened.store.claim('prod', BEGUN, THEIRS, [])).toEqual(batch);
    });

    it('ends a batch once, and gives it to nobody then', async () => {
      const { batch, results } = await begun(1);
      const [first] = results;
      if (first === undefined) throw new Error('one was stored');
      await opened.store.put(batch.id, 'one', { ...first, status: 'running' });
      expect(await opened.store.end(batch.id, { status: 'cancelled', result: null, endedAt: 5 })).toBe(true);
      expect(await opened.store.end(batch.id, { status: 'complete', result: null, endedAt: 6 }, 'one')).toBe(
        false,
      );
      expect(await opened.store.find(batch.id)).toMatchObject({ batch: { status: 'cancelled', endedAt: 5 } });
      expect((await opened.store.results(batch.id))[0]).toMatchObject({ status: 'pending' });
      expect(await opened.store.claim('prod', MINE.until + 1, THEIRS, [])).toBeNull();
      expect(await opened.store.renew(batch.id, MINE)).toBe(false);
    });

    it('forgets what it holds of users who are forgotten, and takes nothing of them later', async () => {
      const { batch, results } = await begun(2);
      const about = await begun(1, { filter: { userId: 'u_1' } });
      const others = await begun(1, {}, 'u_2');
      await opened.traces.forgetUser('u_1', Date.UTC(2026, 0, 3));
      expect(await opened.store.results(batch.id)).toEqual([]);
      expect(await opened.store.find(batch.id)).toMatchObject({ progress: { total: 0 } });
      expect(await opened.store.find(about.batch.id)).toBeNull();
      expect(await opened.store.results(others.batch.id)).toHaveLength(1);

      const late = aBatch({ filter: { userId: 'u_1' } });
      await opened.store.create(late, results, MINE);
      expect(await opened.store.find(late.id)).toBeNull();
      const [first] = results;
      if (first !== undefined) await opened.store.put(batch.id, 'one', { ...first, status: 'done' });
      expect(await opened.store.results(batch.id)).toEqual([]);
    });

    it('deletes old batches of an environment with their results', async () => {
      const old = await begun(2, { startedAt: 1 });
      const young = await begun(1, { startedAt: 10 });
      const elsewhere = await begun(1, { startedAt: 1, environment: 'dev' });
      expect(await opened.store.deleteBefore('prod', 10, 100)).toBe(1);
      expect(await opened.store.find(old.batch.id)).toBeNull();
      expect(await opened.store.results(old.batch.id)).toEqual([]);
      expect(await opened.store.find(young.batch.id)).not.toBeNull();
      expect(await opened.store.find(elsewhere.batch.id)).not.toBeNull();
      expect(await opened.store.deleteBefore('prod', 10, 100)).toBe(0);
    });
  });
}
