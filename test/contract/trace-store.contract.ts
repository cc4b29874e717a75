import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/common/errors/app-error.js';
import { type AuditRecord, auditOf } from '../../src/trace/audit-record.js';
import type { AuditStore } from '../../src/trace/audit-store.js';
import type { TraceRecord } from '../../src/trace/trace-record.js';
import type { TraceFilter, TraceStore } from '../../src/trace/trace-store.js';
import { aTrace } from '../support/a-trace.js';
import type { FakeClock } from '../support/fake-clock.js';

export interface OpenTraceStore {
  readonly store: TraceStore;
  readonly audits: AuditStore;
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
    let audits: AuditStore;

    beforeEach(async () => {
      opened = await open();
      ({ store, audits } = opened);
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

    describe('what users think of answers', () => {
      const UP = { rating: 'up', at: 5 } as const;
      const DOWN = { rating: 'down', comment: 'the wrong date 😀', at: 7 } as const;
      const MINE = { userId: 'u_123', traceId: '1710000000000' };

      it('stands in the record, and is found by', async () => {
        const [rated, other] = await saved(aTrace({ traceId: 'rated' }), aTrace({ traceId: 'other' }));
        const ask = { userId: 'u_123', traceId: 'rated' };
        expect(await store.giveFeedback(ask, DOWN)).toEqual({
          id: rated?.id,
          intent: 'summarize',
          profile: 'summarize_v1',
        });
        const later = await opened.reopen();
        expect(await later.find(rated?.id ?? '')).toEqual({ ...rated, feedback: DOWN });
        expect(await later.find(other?.id ?? '')).toEqual(other);
        const found = await later.search({ feedback: 'down' }, { limit: 9 });
        expect(found.records).toEqual([{ ...rated, feedback: DOWN }]);
        expect((await later.search({ feedback: 'up' }, { limit: 9 })).records).toEqual([]);
      });

      it('is what was said last, all of it', async () => {
        const [record] = await saved(aTrace());
        await store.giveFeedback(MINE, DOWN);
        await store.giveFeedback(MINE, UP);
        expect((await store.find(record?.id ?? ''))?.feedback).toEqual(UP);
        expect(await idsOf({ feedback: 'down' })).toEqual([]);
      });

      it('stays when the record is saved again, or ended because nobody runs it', async () => {
        const { clock } = opened;
        const [one, two] = await saved(
          aTrace({ traceId: 'one', status: 'running' }),
          aTrace({ traceId: 'two', status: 'running' }),
        );
        if (one === undefined || two === undefined) throw new Error('they are there');
        await store.giveFeedback({ userId: 'u_123', traceId: 'one' }, UP);
        await store.giveFeedback({ userId: 'u_123', traceId: 'two' }, DOWN);
        // What is saved may have been read before, or after an earlier feedback.
        await store.save({ ...one, status: 'complete', feedback: { rating: 'down', at: 1 } });
        clock.advance(1);
        await store.endAbandoned(clock.now(), (record) => ({ ...record, status: 'failed' }));
        expect(await store.find(one.id)).toEqual({ ...one, status: 'complete', feedback: UP });
        expect(await store.find(two.id)).toEqual({ ...two, status: 'failed', feedback: DOWN });
        await store.giveFeedback({ userId: 'u_123', traceId: 'two' }, UP);
        expect((await store.find(two.id))?.feedback).toEqual(UP);
      });

      it('goes to the newest ask of that traceId that began, unless it is said which', async () => {
        const old = aTrace({ startedAt: 1 });
        const newest = aTrace({ startedAt: 2, status: 'failed' });
        await saved(
          old,
          newest,
          aTrace({ startedAt: 3, status: 'refused' }),
          aTrace({ startedAt: 3, status: 'failed', profile: null }),
          aTrace({ startedAt: 3, replayOf: old.id }),
          aTrace({ startedAt: 3, userId: 'u_2' }),
        );
        expect((await store.giveFeedback(MINE, UP))?.id).toBe(newest.id);
        expect((await store.giveFeedback({ ...MINE, id: old.id }, UP))?.id).toBe(old.id);
        expect(await store.giveFeedback({ ...MINE, id: 'another' }, UP)).toBeNull();
        expect(new Set(await idsOf({ feedback: 'up' }))).toEqual(new Set([old.id, newest.id]));
      });

      it('is kept of nobody who has asked nothing by that traceId', async () => {
        const [record] = await saved(aTrace());
        expect(await store.giveFeedback({ ...MINE, userId: 'u_2' }, UP)).toBeNull();
        expect(await store.giveFeedback({ ...MINE, userId: 'u_2', id: record?.id ?? '' }, UP)).toBeNull();
        expect(await store.giveFeedback({ ...MINE, traceId: 'unknown' }, UP)).toBeNull();
        expect(await idsOf({ feedback: 'up' })).toEqual([]);
      });

      it('is gone with a user who wants to be forgotten', async () => {
        await saved(aTrace());
        await store.giveFeedback(MINE, DOWN);
        await store.forgetUser('u_123', opened.clock.now());
        expect(await idsOf({})).toEqual([]);
        expect(await store.giveFeedback(MINE, DOWN)).toBeNull();
      });
    });

    describe('replays', () => {
      it('are told apart from asks', async () => {
        const ask = aTrace({ startedAt: 1 });
        const replay = aTrace({ startedAt: 2, replayOf: ask.id, batchId: 'batch' });
        await saved(ask, replay);
        expect(await idsOf({ origin: 'ask' })).toEqual([ask.id]);
        expect(await idsOf({ origin: 'replay' })).toEqual([replay.id]);
        expect(await idsOf({})).toEqual([replay.id, ask.id]);
        expect(await store.find(replay.id)).toEqual(replay);
      });
    });

    describe('what is on record of answers', () => {
      const WHOLE = { from: 0, to: Number.MAX_SAFE_INTEGER };
      const all = (): Promise<readonly AuditRecord[]> => audits.page(WHOLE, 1000);

      it('is kept with the trace, and stays when that is gone', async () => {
        const record = aTrace({ label: '由 AI 生成', cached: true });
        const audit = auditOf(record, 5000);
        await store.save(record, audit);
        expect(await all()).toEqual([audit]);
        expect(audit).toMatchObject({ contentId: 'content-1', label: '由 AI 生成', at: 5000, cached: true });
        await store.deleteBefore('prod', record.startedAt + 1, 10);
        expect(await store.find(record.id)).toBeNull();
        expect(await all()).toEqual([audit]);
      });

      it('is what was said of it last', async () => {
        const record = aTrace({ status: 'running', answer: 'half' });
        await store.save(record, auditOf(record, 5000));
        const whole = { ...record, status: 'complete', answer: 'half and half' } as const;
        await store.save(whole, auditOf(whole, 6000));
        expect(await all()).toEqual([auditOf(whole, 6000)]);
      });

      it('tells no hash of an answer of which nobody knows how far it came', async () => {
        const { clock } = opened;
        const running = aTrace({ status: 'running', answer: 'ha' });
        const audit = auditOf(running, 5000);
        await store.save(running, audit);
        clock.advance(1);
        await store.endAbandoned(clock.now(), (record) => ({ ...record, status: 'failed' }));
        expect(await all()).toEqual([audit]);
        expect(audit?.answerSha256).toBeNull();
      });

      it('is not there when the trace could not be stored, and of no ask without an answer', async () => {
        const broken = aTrace({ startedAt: Number.NaN });
        await expect(store.save(broken, auditOf(broken, 1))).rejects.toMatchObject({ reason: 'storage' });
        const refused = aTrace({ answer: null });
        await store.save(refused, auditOf(refused, 1));
        expect(await all()).toEqual([]);
      });

      it('is told page by page, the oldest first, of the period and no other time', async () => {
        const records = Array.from({ length: 25 }, (_, at) => aTrace({ traceId: `t-${at}` }));
        await Promise.all(
          records.map((record, at) => store.save(record, auditOf(record, 1000 + Math.floor(at / 10)))),
        );
        const seen: AuditRecord[] = [];
        let last: AuditRecord | undefined;
        do {
          const page = await audits.page({ from: 1000, to: 1002 }, 7, last);
          seen.push(...page);
          last = page.at(-1);
        } while (last !== undefined);
        expect(seen.map(({ traceId }) => traceId).toSorted()).toEqual(
          records
            .slice(0, 20)
            .map(({ traceId }) => traceId)
            .toSorted(),
        );
        expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).toSorted((a, b) => a - b));
      });

      it('is deleted when it is old, of one environment and so many at a time', async () => {
        const others = aTrace({ environment: 'staging' });
        await store.save(others, auditOf(others, 1));
        await Promise.all(
          [1, 2, 3, 4].map((at) => {
            const record = aTrace();
            return store.save(record, auditOf(record, at));
          }),
        );
        expect(await audits.deleteBefore('prod', 4, 2)).toBe(2);
        expect(await audits.deleteBefore('prod', 4, 2)).toBe(1);
        expect(await audits.deleteBefore('prod', 4, 2)).toBe(0);
        expect((await all()).map(({ at }) => at)).toEqual([1, 4]);
      });
    });

    describe('deleting what is old', () => {
      it('takes the oldest of the environment, so many at a time', async () => {
        const times = [10, 20, 30, 40];
        const records = await saved(...times.map((startedAt) => aTrace({ startedAt })));
        const [other] = await saved(aTrace({ startedAt: 5, environment: 'staging' }));
        expect(await store.deleteBefore('prod', 40, 2)).toBe(2);
        expect(await idsOf({})).toEqual([records[3]?.id, records[2]?.id, other?.id]);
        expect(await store.deleteBefore('prod', 40, 2)).toBe(1);
        expect(await store.deleteBefore('prod', 40, 2)).toBe(0);
        expect(await idsOf({})).toEqual([records[3]?.id, other?.id]);
      });

      it('shares the work when several do so at once', async () => {
        await saved(...Array.from({ length: 50 }, (_, startedAt) => aTrace({ startedAt })));
        const deleted = await Promise.all(
          Array.from({ length: 8 }, () => store.deleteBefore('prod', 50, 20)),
        );
        for (let more = 1; more > 0; deleted.push(more)) more = await store.deleteBefore('prod', 50, 20);
        expect(deleted.reduce((sum, count) => sum + count)).toBe(50);
        expect(await idsOf({})).toEqual([]);
      });

      it('is all that there is to do, when nobody else reads', async () => {
        await saved(aTrace());
        await store.deleteBefore('prod', Number.MAX_SAFE_INTEGER, 10);
        expect(await store.purge()).toBe(true);
        expect(await store.purge()).toBe(true);
      });
    });

    describe('forgetting a user', () => {
      it('deletes all traces of the user and of nobody else, and takes the name out of what stays', async () => {
        const mine = Array.from({ length: 450 }, () => aTrace({ userId: 'u_1' }));
        const other = aTrace({ userId: 'u_2' });
        await Promise.all([...mine, other].map((record) => store.save(record, auditOf(record, 1))));
        await store.forgetUser('u_1', opened.clock.now());
        expect(await idsOf({}, 1000)).toEqual([other.id]);
        const records = await audits.page({ from: 0, to: 10 }, 1000);
        expect(records).toHaveLength(451);
        expect(records.flatMap(({ userId }) => userId ?? [])).toEqual(['u_2']);
        await store.forgetUser('u_1', opened.clock.now());
        await store.forgetUser('nobody', opened.clock.now());
      });

      it('knows whose asks of which time may not be kept', async () => {
        const now = opened.clock.now();
        await store.forgetUser('u_1', now);
        expect(await store.hasForgotten('u_1', now)).toBe(true);
        expect(await store.hasForgotten('u_1', now + 1)).toBe(false);
        expect(await store.hasForgotten('u_2', now)).toBe(false);
      });

      it('takes the name also out of an answer that was given later than that, to an ask from before', async () => {
        const now = opened.clock.now();
        const record = aTrace({ userId: 'u_1', startedAt: now });
        await store.save(record, auditOf(record, now + 10_000));
        await store.forgetUser('u_1', now);
        expect(await audits.page({ from: 0, to: Number.MAX_SAFE_INTEGER }, 10)).toMatchObject([
          { id: record.id, userId: null },
        ]);
      });

      it('keeps nothing that is stored later but began before, in whatever process', async () => {
        const { clock } = opened;
        const record = aTrace({ userId: 'u_1', startedAt: clock.now() });
        await store.forgetUser('u_1', clock.now());
        const later = await opened.reopen();
        await Promise.all([
          later.save(record, auditOf(record, clock.now())),
          later.save(aTrace({ userId: 'u_2' })),
        ]);
        expect(await later.find(record.id)).toBeNull();
        expect((await later.search({}, { limit: 10 })).records.map(({ userId }) => userId)).toEqual(['u_2']);
      });

      it('takes the name out of an answer that is stored later', async () => {
        const { clock } = opened;
        const record = aTrace({ userId: 'u_1', startedAt: clock.now() });
        await store.forgetUser('u_1', clock.now());
        await store.save(record, auditOf(record, clock.now()));
        expect(await audits.page({ from: 0, to: Number.MAX_SAFE_INTEGER }, 10)).toMatchObject([
          { id: record.id, userId: null },
        ]);
      });

      it('keeps what the user asks from then on', async () => {
        const { clock } = opened;
        await store.forgetUser('u_1', clock.now());
        clock.advance(1);
        const record = aTrace({ userId: 'u_1', startedAt: clock.now() });
        await store.save(record, auditOf(record, clock.now()));
        expect(await store.find(record.id)).toEqual(record);
        expect((await audits.page({ from: 0, to: Number.MAX_SAFE_INTEGER }, 10))[0]?.userId).toBe('u_1');
      });

      it('wins against everybody who stores something at that moment', async () => {
        const { clock } = opened;
        const records = Array.from({ length: 300 }, () => aTrace({ userId: 'u_1', startedAt: clock.now() }));
        const saves = records.map((record) => store.save(record, auditOf(record, clock.now())));
        await store.forgetUser('u_1', clock.now());
        await Promise.all(saves);
        expect(await idsOf({ userId: 'u_1' })).toEqual([]);
      });

      it('is not taken back by somebody whose clock is behind', async () => {
        const { clock } = opened;
        const record = aTrace({ userId: 'u_1', startedAt: clock.now() });
        await store.forgetUser('u_1', clock.now());
        await store.forgetUser('u_1', clock.now() - 60_000);
        await store.save(record);
        expect(await store.find(record.id)).toBeNull();
      });

      it('forgets also that, after a day', async () => {
        const { clock } = opened;
        const record = aTrace({ userId: 'u_1', startedAt: clock.now() });
        await store.forgetUser('u_1', clock.now());
        clock.advance(86_400_001);
        await store.purge();
        await store.save(record);
        expect(await store.find(record.id)).toEqual(record);
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

      it('keeps the sums when a user is forgotten, for two days and without the name', async () => {
        const { clock } = opened;
        const startedAt = clock.now();
        const today = { environment: 'prod', from: startedAt - 3_600_000, to: startedAt + 82_800_000 };
        const running = asked({ userId: 'u_1', status: 'running', startedAt });
        await saved(
          running,
          ...Array.from({ length: 450 }, () => asked({ userId: 'u_1', startedAt })),
          asked({ userId: 'u_1', startedAt, environment: 'staging' }),
          asked({ userId: 'u_2', startedAt }),
        );
        await Promise.all([store.forgetUser('u_1', startedAt), store.forgetUser('u_1', startedAt)]);
        expect(await idsOf({ userId: 'u_1' })).toEqual([]);
        // Is stored later, by whoever ran it, and twice.
        await store.save({ ...running, charge: { asks: 1, tokens: 50 } });
        await store.save({ ...running, status: 'cancelled', charge: { asks: 1, tokens: 7 } });
        expect(await idsOf({ userId: 'u_1' })).toEqual([]);
        const later = await opened.reopen();
        expect(await later.charged({ ...today, userId: 'u_1' })).toEqual({ asks: 451, tokens: 45_007 });
        expect(await later.charged({ ...today, userId: null })).toEqual({ asks: 452, tokens: 45_107 });
        expect(await later.charged({ ...today, userId: 'u_2' })).toEqual({ asks: 1, tokens: 100 });
        const whole = { environment: 'prod', from: 0, to: startedAt + 1 };
        expect(await later.charged({ ...whole, userId: 'u_1' })).toEqual({ asks: 451, tokens: 45_007 });
        clock.advance(2 * 86_400_000 + 1);
        await later.purge();
        expect(await later.charged({ ...today, userId: 'u_1' })).toEqual({ asks: 0, tokens: 0 });
        expect(await later.charged({ ...today, userId: null })).toEqual({ asks: 1, tokens: 100 });
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

      it('offers traceIds that contain a text, newest first and each once', async () => {
        await saved(
          ...['1710-a', '1710-b', 'other', '1710-a', '1710_c'].map((traceId, startedAt) =>
            aTrace({ traceId, startedAt }),
          ),
        );
        expect(await store.offerTraceIds('710-', 10)).toEqual(['1710-a', '1710-b']);
        expect(await store.offerTraceIds('1710', 2)).toEqual(['1710_c', '1710-a']);
        expect(await store.offerTraceIds('%', 10)).toEqual([]);
      });

      it('offers beyond the newest 5000 traces those that begin with the text, the last first', async () => {
        const old = ['old-1', 'old-2', 'old-2', 'older', 'too-old-1', 'Old-1', 'olc', 'ole', 'old', 'old.1'];
        const many = Array.from({ length: 5000 }, (_, at) =>
          aTrace({ traceId: at === 0 ? 'new-old-1' : 'new', startedAt: at + 1 }),
        );
        await saved(...old.map((traceId) => aTrace({ traceId, startedAt: 0 })), ...many);
        expect(await store.offerTraceIds('old-1', 10)).toEqual(['new-old-1', 'old-1']);
        expect(await store.offerTraceIds('old', 10)).toEqual([
          'new-old-1',
          'older',
          'old.1',
          'old-2',
          'old-1',
          'old',
        ]);
        expect(await store.offerTraceIds('old', 3)).toEqual(['new-old-1', 'older', 'old.1']);
        expect(await store.offerTraceIds('too-old', 1)).toEqual(['too-old-1']);
      });

      it('offers all that begin with a text, however many traces have the same', async () => {
        const traceIds = ['a-1', ...Array<string>(30).fill('a-2'), 'a-3'];
        await saved(...traceIds.map((traceId) => aTrace({ traceId, startedAt: 0 })));
        const newer = Array.from({ length: 5000 }, () => aTrace({ startedAt: 1 }));
        await saved(...newer);
        expect(await store.offerTraceIds('a-', 3)).toEqual(['a-3', 'a-2', 'a-1']);
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
