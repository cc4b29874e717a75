import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/common/errors/app-error.js';
import type { TraceRecord } from '../../src/trace/trace-record.js';
import type { TraceFilter, TraceStore } from '../../src/trace/trace-store.js';
import { aTrace } from '../support/a-trace.js';
import type { FakeClock } from '../support/fake-clock.js';

export interface OpenTraceStore {
  readonly store: TraceStore;
  readonly clock: FakeClock;
  /** Another store over the same traces, as after a restart. */
  reopen(): Promise<TraceStore>;
  close(): Promise<void>;
}

/** What every `TraceStore` promises. */
export function describeTraceStore(name: string, open: () => Promise<OpenTraceStore>): void {
  describe(`TraceStore: ${name}`, () => {
    let opened: OpenTraceStore;
    let store: TraceStore;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });

    afterEach(() => opened.close());

    async function saved(...records: readonly TraceRecord[]): Promise<readonly TraceRecord[]> {
      await Promise.all(records.map((record) => store.save(record)));
      return records;
    }

    async function idsOf(filter: TraceFilter, limit = 100): Promise<string[]> {
      const { records } = await store.search(filter, { limit });
      return records.map(({ id }) => id);
    }

    describe('saving', () => {
      it('gives back a record exactly as it was saved', async () => {
        const record = aTrace({ answer: 'NUL \0, lone \uD800, quotes " \' \\, 中文 😀' });
        await store.save(record);
        expect(await store.find(record.id)).toEqual(record);
      });

      it('gives back a record of a refusal, in which nearly everything is null', async () => {
        const record = aTrace({
          userId: null,
          intent: null,
          profile: null,
          status: 'refused',
          errorCode: 'UNAUTHENTICATED',
          input: null,
          latencyMs: null,
        });
        await store.save(record);
        expect(await store.find(record.id)).toEqual(record);
        expect(await idsOf({ status: 'refused' })).toEqual([record.id]);
      });

      it('is still there after a restart', async () => {
        const record = aTrace();
        await store.save(record);
        const later = await opened.reopen();
        expect(await later.find(record.id)).toEqual(record);
      });

      it('replaces a record with the same id, and its place in every search', async () => {
        const running = aTrace({ status: 'running', profile: null });
        await store.save(running);
        const complete = { ...running, status: 'complete', profile: 'summarize_v2' } as const;
        await store.save(complete);
        expect(await store.find(running.id)).toEqual(complete);
        expect(await idsOf({ status: 'running' })).toEqual([]);
        expect(await idsOf({ profile: 'summarize_v2' })).toEqual([running.id]);
      });

      it('keeps the last of several saves of the same id at once', async () => {
        const first = aTrace({ status: 'running' });
        const last = { ...first, status: 'failed' } as const;
        await saved(first, aTrace(), last);
        expect((await store.find(first.id))?.status).toBe('failed');
      });

      it('keeps hundreds that are saved at once', async () => {
        const records = await saved(...Array.from({ length: 300 }, () => aTrace()));
        expect(new Set(await idsOf({}, 1000))).toEqual(new Set(records.map(({ id }) => id)));
      });

      it('refuses a record that cannot be stored without failing those saved with it', async () => {
        const records = [aTrace(), aTrace({ startedAt: Number.NaN }), aTrace()];
        const [before, broken, after] = await Promise.allSettled(records.map((record) => store.save(record)));
        expect([before?.status, after?.status]).toEqual(['fulfilled', 'fulfilled']);
        expect(broken).toMatchObject({ reason: { code: 'INTERNAL', reason: 'storage' } });
        expect(new Set(await idsOf({}))).toEqual(new Set([records[0]?.id, records[2]?.id]));
      });

      it('quotes nothing of the record that it refused', async () => {
        const record = aTrace({ answer: 'a private answer', startedAt: Number.NaN });
        const error: unknown = await store.save(record).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(AppError);
        expect(everythingOf(error)).not.toContain('private');
      });

      it('stores what a hostile client put into the fields that are searched', async () => {
        // Random, because an index may compress what repeats itself.
        const intent = `\0\uD800${randomBytes(30_000).toString('hex')}`;
        const record = aTrace({ intent, profile: `"'; drop table traces; --`, userId: '\0' });
        await store.save(record);
        expect(await store.find(record.id)).toEqual(record);
        expect(await idsOf({ intent })).toEqual([record.id]);
        expect(await idsOf({ profile: `"'; drop table traces; --` })).toEqual([record.id]);
      });
    });

    describe('finding', () => {
      it.each(['', 'nobody', '\0', "' or 1=1 --"])('knows no record %j', async (id) => {
        await store.save(aTrace());
        expect(await store.find(id)).toBeNull();
      });
    });

    describe('ending what nobody runs any more', () => {
      const end = (record: TraceRecord): TraceRecord => ({ ...record, status: 'failed', answer: 'lost' });

      it('ends running records that were not saved since, and tells which', async () => {
        const { clock } = opened;
        const [old, done] = await saved(aTrace({ status: 'running' }), aTrace());
        clock.advance(10);
        const [young] = await saved(aTrace({ status: 'running' }));
        expect(await store.endAbandoned(clock.now() - 10, end)).toEqual([]);
        const ended = await store.endAbandoned(clock.now(), end);
        expect(ended).toMatchObject([{ id: old?.id, status: 'failed', answer: 'lost' }]);
        expect(await store.find(old?.id ?? '')).toEqual(ended[0]);
        expect(await idsOf({ status: 'failed' })).toEqual([old?.id]);
        expect(await idsOf({ status: 'running' })).toEqual([young?.id]);
        expect((await store.find(done?.id ?? ''))?.status).toBe('complete');
        expect(await store.endAbandoned(clock.now(), end)).toEqual([]);
      });

      it('is overruled by whoever runs it after all', async () => {
        const { clock } = opened;
        const record = aTrace({ status: 'running', answer: null });
        await store.save(record);
        clock.advance(10);
        await store.endAbandoned(clock.now(), end);
        await store.save({ ...record, status: 'complete', answer: 'whole' });
        expect((await store.find(record.id))?.answer).toBe('whole');
      });

      it('takes a hundred at a time', async () => {
        const { clock } = opened;
        await saved(...Array.from({ length: 130 }, () => aTrace({ status: 'running' })));
        clock.advance(1);
        expect(await store.endAbandoned(clock.now(), end)).toHaveLength(100);
        expect(await store.endAbandoned(clock.now(), end)).toHaveLength(30);
      });
    });

    describe('adding up what asks count for', () => {
      const DAY = { environment: 'prod', from: 1000, to: 2000 };
      const asked = (parts: Partial<TraceRecord>) =>
        aTrace({ startedAt: 1500, charge: { asks: 1, tokens: 100 }, ...parts });

      it('adds up those of a user, and those of all', async () => {
        await saved(
          asked({ userId: 'u_1' }),
          asked({ userId: 'u_1', status: 'running', charge: { asks: 1, tokens: 5_000_000_000 } }),
          asked({ userId: 'u_1', charge: { asks: 0, tokens: 0 } }),
          asked({ userId: 'u_2', status: 'failed' }),
          asked({ userId: null, status: 'refused', charge: { asks: 0, tokens: 0 } }),
        );
        expect(await store.charged({ ...DAY, userId: 'u_1' })).toEqual({ asks: 2, tokens: 5_000_000_100 });
        expect(await store.charged({ ...DAY, userId: null })).toEqual({ asks: 3, tokens: 5_000_000_200 });
        expect(await store.charged({ ...DAY, userId: 'nobody\0' })).toEqual({ asks: 0, tokens: 0 });
      });

      it('adds up those of one environment and one span of time', async () => {
        await saved(
          ...[999, 1000, 1999, 2000].map((startedAt) => asked({ startedAt })),
          asked({ environment: 'staging' }),
        );
        for (const userId of ['u_123', null]) {
          expect(await store.charged({ ...DAY, userId })).toEqual({ asks: 2, tokens: 200 });
        }
      });

      it('takes what was saved last of a record, and nothing of one that tells of no charge', async () => {
        const running = asked({ status: 'running' });
        const { charge: _, ...old } = asked({});
        await saved(running, old);
        await store.save({ ...running, status: 'complete', charge: { asks: 1, tokens: 7 } });
        expect(await store.charged({ ...DAY, userId: null })).toEqual({ asks: 1, tokens: 7 });
      });
    });

    describe('searching', () => {
      it('lists the newest first, and those of one moment by their ids', async () => {
        const records = await saved(
          ...[2000, 1000, 3000, 2000, 2000].map((startedAt) => aTrace({ startedAt })),
        );
        expect(await idsOf({})).toEqual(newestFirst(records));
      });

      it.each([
        ['traceId', { traceId: 'a' }, { traceId: 'b' }],
        ['userId', { userId: 'u_1' }, { userId: 'u_2' }],
        ['intent', { intent: 'support' }, { intent: 'extract' }],
        ['profile', { profile: 'support_v1' }, { profile: null }],
        ['status', { status: 'failed' }, { status: 'complete' }],
      ] as const)('filters by %s', async (_name, wanted, other) => {
        const [, match] = await saved(aTrace(other), aTrace(wanted), aTrace(other));
        expect(await idsOf(wanted)).toEqual([match?.id]);
      });

      it('takes `from` as inclusive and `to` as exclusive', async () => {
        const records = await saved(...[10, 20, 30].map((startedAt) => aTrace({ startedAt })));
        expect(await idsOf({ from: 10, to: 30 })).toEqual([records[1]?.id, records[0]?.id]);
      });

      it('applies all filters together', async () => {
        const [match] = await saved(
          aTrace({ userId: 'u_1', intent: 'support', startedAt: 10 }),
          aTrace({ userId: 'u_1', intent: 'extract', startedAt: 10 }),
          aTrace({ userId: 'u_2', intent: 'support', startedAt: 10 }),
          aTrace({ userId: 'u_1', intent: 'support', startedAt: 20 }),
        );
        expect(await idsOf({ userId: 'u_1', intent: 'support', to: 20 })).toEqual([match?.id]);
      });

      it('pages through everything once, also when newer traces come in between', async () => {
        const records = await saved(
          ...Array.from({ length: 25 }, (_, i) => aTrace({ startedAt: 1000 + Math.floor(i / 10) })),
        );
        const pages: string[][] = [];
        let cursor: string | null | undefined;
        while (cursor !== null) {
          const page = await store.search({}, { limit: 10, ...(cursor !== undefined && { cursor }) });
          pages.push(page.records.map(({ id }) => id));
          cursor = page.nextCursor;
          await store.save(aTrace({ startedAt: 9000 }));
        }
        expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
        expect(pages.flat()).toEqual(newestFirst(records));
      });

      it('has no next page when the last one is just full', async () => {
        await saved(aTrace(), aTrace());
        expect((await store.search({}, { limit: 2 })).nextCursor).toBeNull();
        expect((await store.search({}, { limit: 1 })).nextCursor).not.toBeNull();
      });

      it.each(['', 'x', '!!!', 'MTAwMDphYmM=', 'bm9ib2R5', Buffer.from('1:\0').toString('base64url')])(
        'refuses the cursor %j',
        async (cursor) => {
          await expect(store.search({}, { limit: 10, cursor })).rejects.toMatchObject({
            code: 'INPUT_INVALID',
            errors: [{ pointer: '/cursor' }],
          });
        },
      );
    });

    it('says that it is ready, and leaves no trace of having been asked', async () => {
      await Promise.all([store.check(), store.check()]);
      await store.check();
      expect(await idsOf({})).toEqual([]);
    });
  });
}

function newestFirst(records: readonly TraceRecord[]): string[] {
  const compare = (a: TraceRecord, b: TraceRecord) => b.startedAt - a.startedAt || (b.id < a.id ? -1 : 1);
  return records.toSorted(compare).map(({ id }) => id);
}

/** What a logger could print of an error. */
function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const own = Object.values(error).map((value) => JSON.stringify(value));
  return [error.message, error.stack, ...own, everythingOf(error.cause ?? null)].join('\n');
}
