import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AskEnd } from '../../src/asks/log/ask-event.js';
import type { AskHead, AskLog } from '../../src/asks/log/ask-log.js';
import type { AskLogs, AskOwner, Begun, OwnLog } from '../../src/asks/log/ask-logs.js';
import { newId } from '../../src/common/ids.js';
import { anAskView } from '../support/an-ask-view.js';
import { neverAborted } from '../support/agent-runs.js';

export interface OpenAskLogs {
  readonly logs: AskLogs;
  /** Another process's view of the same logs; the same object where there is only one process. */
  readonly others: AskLogs;
  close(): Promise<void>;
}

export function aHead(parts: Partial<AskHead> & { traceId?: string } = {}): AskHead {
  const { traceId = 't-1', ...head } = parts;
  return {
    id: newId(),
    userId: 'u_1',
    fingerprint: 'f',
    startedAt: 1_767_225_600_000,
    deadlineMs: 8000,
    started: { traceId, intent: 'support', profile: 'support_v1', model: 'fast' },
    label: '内容由 AI 生成',
    replacedEvents: 0,
    ...head,
  };
}

export const DONE: AskEnd = { type: 'done', data: anAskView({ answer: 'Hello, 世界😀' }) };

/** Of an ask that is left alone. */
export const LEFT_ALONE: AskOwner = {
  onCancel: () => {
    throw new Error('nobody cancels this');
  },
  onReplaced: () => {
    throw new Error('nobody replaces this');
  },
};

export function owned(begun: Begun): OwnLog {
  if (!('own' in begun)) throw new Error('somebody else began it');
  return begun.own;
}

function eventsOf(log: AskLog): unknown[] {
  return Array.from({ length: log.length }, (_, at) => log.at(at + 1));
}

/** What every `AskLogs` promises. */
export function describeAskLogs(name: string, open: () => Promise<OpenAskLogs>): void {
  describe(`AskLogs: ${name}`, () => {
    let opened: OpenAskLogs;
    let logs: AskLogs;
    let others: AskLogs;

    beforeEach(async () => {
      opened = await open();
      ({ logs, others } = opened);
    });
    afterEach(() => opened.close());

    async function found(userId = 'u_1', traceId = 't-1'): Promise<AskLog> {
      const log = await others.find(userId, traceId);
      if (log === undefined) throw new Error('there is no such log');
      return log;
    }

    it('keeps the events of an ask in their order, for everybody', async () => {
      const own = owned(await logs.begin(aHead({ replacedEvents: 7 }), LEFT_ALONE));
      own.append({ type: 'delta', data: { text: 'Hello, ' } });
      own.append({ type: 'delta', data: { text: '世界😀' } });
      await own.end(DONE);
      const log = await found();
      expect(log.head).toEqual(own.log.head);
      expect(eventsOf(log)).toEqual([
        { seq: 1, type: 'start', data: own.log.head.started },
        { seq: 2, type: 'delta', data: { text: 'Hello, ' } },
        { seq: 3, type: 'delta', data: { text: '世界😀' } },
        { seq: 4, ...DONE },
      ]);
      expect(log.end).toMatchObject(DONE);
      expect(log.answer).toBe('Hello, 世界😀');
    });

    it('tells those who watch what comes, until it has ended', async () => {
      const own = owned(await logs.begin(aHead(), LEFT_ALONE));
      const log = await found();
      const ended = log.untilEnd(neverAborted());
      const seen = Promise.withResolvers<void>();
      const unwatch = log.watch(() => log.answer === 'word' && seen.resolve());
      own.append({ type: 'delta', data: { text: 'word' } });
      await seen.promise;
      unwatch();
      await own.end(DONE);
      expect(await ended).toMatchObject(DONE);
    });

    it('tells a watcher that comes late what it missed', async () => {
      const own = owned(await logs.begin(aHead(), LEFT_ALONE));
      const log = await found();
      own.append({ type: 'delta', data: { text: 'one' } });
      await own.end(DONE);
      expect(await log.untilEnd(neverAborted())).toMatchObject(DONE);
      expect(log.answer).toBe('one');
    });

    it('lets one begin, of all who try', async () => {
      const tries = Array.from({ length: 10 }, (_, at) =>
        (at % 2 === 0 ? logs : others).begin(aHead(), LEFT_ALONE),
      );
      const begun = await Promise.all(tries);
      const own = begun.flatMap((one) => ('own' in one ? [one.own] : []));
      expect(own).toHaveLength(1);
      const heads = begun.map((one) => ('own' in one ? one.own.log.head : one.other.head));
      expect(heads).toEqual(begun.map(() => own[0]?.log.head));
    });

    it('tells users and traceIds apart', async () => {
      await logs.begin(aHead(), LEFT_ALONE);
      expect('own' in (await logs.begin(aHead({ userId: 'u_2' }), LEFT_ALONE))).toBe(true);
      expect('own' in (await logs.begin(aHead({ traceId: 't-2' }), LEFT_ALONE))).toBe(true);
      expect(await others.find('u_1', 't-3')).toBeUndefined();
      expect(await others.find('u_3', 't-1')).toBeUndefined();
    });

    it('lets one replace a log that has ended, of all who have seen it', async () => {
      const first = owned(await logs.begin(aHead(), LEFT_ALONE));
      await first.end(DONE);
      const ended = await found();
      const [one, two] = await Promise.all([
        logs.begin(aHead(), LEFT_ALONE, await logs.find('u_1', 't-1')),
        others.begin(aHead(), LEFT_ALONE, ended),
      ]);
      const own = [one, two].flatMap((begun) => ('own' in begun ? [begun.own] : []));
      expect(own).toHaveLength(1);
      expect((await found()).head).toEqual(own[0]?.log.head);
      expect((await logs.find('u_1', 't-1'))?.head).toEqual(own[0]?.log.head);
    });

    it('asks whoever runs it to cancel, and nobody when it has ended', async () => {
      let cancels = 0;
      const own = owned(await logs.begin(aHead(), { ...LEFT_ALONE, onCancel: () => (cancels += 1) }));
      await others.cancel(await found());
      await expect.poll(() => cancels).toBe(1);
      await own.end(DONE);
      await others.cancel(await found());
      const next = owned(await logs.begin(aHead({ traceId: 't-2' }), LEFT_ALONE));
      await others.cancel(await found());
      await next.end(DONE);
      expect(cancels).toBe(1);
    });

    it('tells all asks of a user, running and ended, and of nobody else', async () => {
      await owned(await logs.begin(aHead(), LEFT_ALONE)).end(DONE);
      await logs.begin(aHead({ traceId: 't-2' }), LEFT_ALONE);
      await others.begin(aHead({ traceId: 't-3' }), LEFT_ALONE);
      await logs.begin(aHead({ userId: 'u_12' }), LEFT_ALONE);
      for (const seen of [logs, others]) {
        const traceIds = (await seen.ofUser('u_1')).map(({ head }) => head.started.traceId);
        expect(traceIds.toSorted()).toEqual(['t-1', 't-2', 't-3']);
      }
      expect(await logs.ofUser('u_')).toEqual([]);
    });

    it('forgets an ask that has ended, everywhere and for good', async () => {
      const own = owned(await logs.begin(aHead(), LEFT_ALONE));
      own.append({ type: 'delta', data: { text: 'private' } });
      await own.end(DONE);
      expect(await logs.find('u_1', 't-1')).toBeDefined();
      const log = await found();
      await others.forget(log);
      await others.forget(log);
      for (const seen of [logs, others]) {
        expect(await seen.find('u_1', 't-1')).toBeUndefined();
        expect(await seen.ofUser('u_1')).toEqual([]);
      }
    });

    it('lets the ask be begun anew that was forgotten, and forgets only the old one', async () => {
      await owned(await logs.begin(aHead(), LEFT_ALONE)).end(DONE);
      const old = await found();
      await others.forget(old);
      const own = owned(await others.begin(aHead(), LEFT_ALONE));
      await logs.forget(old);
      await own.end(DONE);
      expect((await logs.find('u_1', 't-1'))?.head.id).toBe(own.log.head.id);
      expect(await logs.ofUser('u_1')).toHaveLength(1);
    });

    it('says that it works', async () => {
      await expect(logs.check()).resolves.toBeUndefined();
    });
  });
}
