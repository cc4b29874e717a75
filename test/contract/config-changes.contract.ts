import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../src/common/errors/app-error.js';
import { newId } from '../../src/common/ids.js';
import type { ConfigChange } from '../../src/config/changes/config-change.js';
import { ConfigChanger } from '../../src/config/changes/config-changer.js';
import type { ConfigChanges } from '../../src/config/changes/config-changes.js';
import { ConfigLayers } from '../../src/config/live/config-layers.js';
import { LiveConfig } from '../../src/config/live-config.js';
import type { Database } from '../../src/storage/database.js';
import { SqlConfigChanges } from '../../src/storage/repositories/sql-config-changes.js';
import { toChangeRow } from '../../src/storage/repositories/change-row.js';
import { SqlTraceStore } from '../../src/storage/repositories/sql-trace-store.js';
import { aChange } from '../support/a-change.js';
import { aSnapshot } from '../support/a-snapshot.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryArchive } from '../support/memory-archive.js';

export interface OpenConfigChanges {
  readonly database: Database;
  /** As another process would open it. */
  openAgain(): Promise<Database>;
  close(): Promise<void>;
}

const ROUTE = { kind: 'route', key: 'summarize' } as const;
const ORDER = { subject: ROUTE, reason: 'A test wants it.', by: 'u_operator' } as const;
const FLAG = { kind: 'flag', key: 'review_mode' } as const;
const CONFLICT = { code: 'CHANGE_CONFLICT' };
/** Of one that appends as long as others are faster. */
const MOST_TRIES = 1000;
const PARALLEL_MS = 30_000;

/** What every store of changes promises. */
export function describeConfigChanges(name: string, open: () => Promise<OpenConfigChanges>): void {
  describe(`the changes ${name}`, () => {
    let opened: OpenConfigChanges;
    let store: ConfigChanges;
    beforeEach(async () => {
      opened = await open();
      store = new SqlConfigChanges(opened.database);
    });
    afterEach(() => opened.close());

    async function append(...changes: ConfigChange[]): Promise<void> {
      for (const change of changes) await store.append(change);
    }

    it('gives back what it was given', async () => {
      const set = aChange({
        value: { profile: 'a', targets: [{ profile: 'b', users: ['u_1'], context: { '城市\0"': ['x'] } }] },
        evidence: { batches: ['b_1'], passRate: 0.975 },
        reason: "it's 更短 — and 'quoted'",
      });
      const back = aChange({
        version: 2,
        action: 'auto-rollback',
        value: null,
        before: null,
        after: null,
        restores: 0,
        by: null,
      });
      await append(set, back);
      expect(await store.find('prod', ROUTE, 1)).toEqual(set);
      expect(await store.find('prod', ROUTE, 2)).toEqual(back);
      expect(await store.find('prod', ROUTE, 3)).toBeNull();
      expect(await store.find('prod', FLAG, 1)).toBeNull();
    });

    it('knows the newest change of every subject', async () => {
      expect(await store.newest('prod')).toEqual([]);
      const [route, flag] = [aChange({ version: 2 }), aChange(FLAG)];
      await append(aChange({ at: route.at + 5 }), route, flag);
      expect(await store.newest('prod')).toEqual([flag, route]);
      const others = ['a', 'b', 'z'].flatMap((key) => [aChange({ key }), aChange({ ...FLAG, key })]);
      await append(...others);
      const ids = [flag, route, ...others].map(({ id }) => id);
      expect((await store.newest('prod')).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    });

    it('has a head that differs after every change, whatever the clocks say', async () => {
      const heads = [await store.head('prod')];
      for (const version of [1, 2, 3]) {
        await append(aChange({ version, at: version === 3 ? 0 : 5 }), aChange({ ...FLAG, version, at: 5 }));
        heads.push(await store.head('prod'));
      }
      expect(new Set(heads).size).toBe(heads.length);
      expect(await store.head('prod')).toBe(heads.at(-1));
    });

    it('has another head for other changes after it was put back to an older state, whatever the clocks say', async () => {
      const [early, late] = ['01900000-0000-7000-8000-000000000000', newId()];
      const lost = aChange({ version: 2, id: early });
      await append(aChange({ id: late }), aChange(FLAG));
      const before = await store.head('prod');
      await append(lost);
      const head = await store.head('prod');
      await opened.database.query.deleteFrom('config_changes').where('id', '=', lost.id).execute();
      expect(await store.head('prod')).toBe(before);
      // As many as there were, of the same versions, and the greatest id is the same.
      await append({ ...lost, id: early.replace(/0$/, '1') });
      expect(await store.head('prod')).not.toBe(head);
    });

    it('keeps environments apart', async () => {
      const before = await store.head('prod');
      const elsewhere = aChange({ environment: 'dev' });
      await append(elsewhere);
      expect(await store.head('prod')).toBe(before);
      expect(await store.newest('prod')).toEqual([]);
      expect(await store.find('prod', ROUTE, 1)).toBeNull();
      await append(aChange());
      expect(await store.newest('dev')).toEqual([elsewhere]);
      expect((await store.history('dev', ROUTE, { limit: 5 })).changes).toEqual([elsewhere]);
    });

    it('tells the history of a subject in pages, newest first', async () => {
      await append(...[1, 2, 3].map((version) => aChange({ version, at: 9 - version })), aChange(FLAG));
      const first = await store.history('prod', ROUTE, { limit: 2 });
      expect(first.changes.map(({ version }) => version)).toEqual([3, 2]);
      // What comes meanwhile moves no page.
      await append(aChange({ version: 4 }));
      const rest = await store.history('prod', ROUTE, { limit: 2, cursor: first.nextCursor ?? '' });
      expect(rest.changes.map(({ version }) => version)).toEqual([1]);
      expect(rest.nextCursor).toBeNull();
    });

    it('refuses a cursor that it has not made', async () => {
      for (const cursor of ['x', '', 'djE=', Buffer.from('v01').toString('base64url')]) {
        const page = store.history('prod', ROUTE, { limit: 2, cursor });
        await expect(page).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      }
    });

    describe('takes a change', () => {
      it('only if it is the next of its subject', async () => {
        await expect(store.append(aChange({ version: 2 }))).rejects.toMatchObject(CONFLICT);
        await append(aChange());
        const head = await store.head('prod');
        await expect(store.append(aChange())).rejects.toMatchObject(CONFLICT);
        await expect(store.append(aChange({ version: 3 }))).rejects.toMatchObject(CONFLICT);
        expect(await store.head('prod')).toBe(head);
      });

      it('of one of two who are there at once', async () => {
        const other = new SqlConfigChanges(await opened.openAgain());
        const changes = [aChange({ by: 'u_one' }), aChange({ by: 'u_two' })] as const;
        const outcomes = await Promise.allSettled([store.append(changes[0]), other.append(changes[1])]);
        const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
        expect(outcomes[1 - won]).toMatchObject({ status: 'rejected', reason: CONFLICT });
        expect(await other.newest('prod')).toEqual([changes[won]]);
      });

      it('without a gap, when ten append at the same time', { timeout: PARALLEL_MS }, async () => {
        const databases = await Promise.all(Array.from({ length: 10 }, () => opened.openAgain()));
        const each = 3;
        await Promise.all(
          databases.map(async (database, at) => {
            for (let n = 0; n < each; n += 1) await appendNext(new SqlConfigChanges(database), `u_${at}`);
          }),
        );
        const { changes } = await store.history('prod', ROUTE, { limit: 100 });
        const count = databases.length * each;
        expect(changes.map(({ version }) => version)).toEqual(
          Array.from({ length: count }, (_, at) => count - at),
        );
        for (const at of databases.keys())
          expect(changes.filter(({ by }) => by === `u_${at}`)).toHaveLength(each);
      });
    });

    it(
      'lets processes that know nothing of each other change one subject',
      { timeout: PARALLEL_MS },
      async () => {
        const others = await Promise.all([opened.openAgain(), opened.openAgain()]);
        const changers = others.map((database) => aChangerOver(new SqlConfigChanges(database)));
        const [one, other] = changers;
        await one?.change({ ...ORDER, value: { profile: 'summarize_v1' } });
        await other?.clear(ORDER);
        await Promise.all(
          changers.flatMap((changer) =>
            Array.from({ length: 5 }, () => changer.change({ ...ORDER, value: { profile: 'summarize_v1' } })),
          ),
        );
        const { changes } = await store.history('prod', ROUTE, { limit: 100 });
        expect(changes.map(({ version }) => version)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
        expect(changes.at(-2)?.action).toBe('clear');
      },
    );

    it('can be read while somebody else is writing', async () => {
      await append(aChange());
      const other = await opened.openAgain();
      const later = aChange({ version: 2 });
      await other.query.transaction().execute(async (transaction) => {
        await transaction.insertInto('config_changes').values(toChangeRow(later)).execute();
        expect(await store.newest('prod')).toMatchObject([{ version: 1 }]);
        expect((await store.history('prod', ROUTE, { limit: 5 })).changes).toHaveLength(1);
      });
      expect(await store.newest('prod')).toEqual([later]);
    });

    it('says which change it cannot read, and why', async () => {
      const made = aChange();
      await append(made);
      for (const values of [
        { value_laid_over: '["a list"]' },
        { evidence: '{"cut' },
        { change_action: 'schedule' },
      ]) {
        await opened.database.query.updateTable('config_changes').set(values).execute();
        const column = String(Object.keys(values)[0]);
        await expect(store.newest('prod')).rejects.toMatchObject({
          code: 'INTERNAL',
          reason: 'storage',
          cause: { message: expect.stringMatching(`change ${made.id} cannot be read .*${column}`) },
        });
      }
    });

    it('passes over a kind that only a newer server knows, and says so once', async () => {
      const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
      onTestFinished(() => warned.mockRestore());
      const later = aChange({ key: 'later' });
      const known = aChange();
      await append(later);
      await append(known);
      await opened.database.query
        .updateTable('config_changes')
        .set({ subject_kind: 'quota' })
        .where('id', '=', later.id)
        .execute();
      expect(await store.newest('prod')).toEqual([known]);
      expect(await store.newest('prod')).toEqual([known]);
      expect(warned.mock.calls).toEqual([
        [{ id: later.id, kind: 'quota', key: 'later', version: 1 }, expect.any(String)],
      ]);
    });

    it('keeps what somebody changed who wants to be forgotten', async () => {
      const change = aChange({ by: 'u_gone', at: 0 });
      await append(change);
      await new SqlTraceStore(opened.database, new FakeClock()).forgetUser('u_gone', change.at + 1);
      expect(await store.newest('prod')).toEqual([change]);
    });
  });
}

/** Of a process that nobody tells of changes. */
function aChangerOver(store: ConfigChanges): ConfigChanger {
  const live = new LiveConfig(aSnapshot({ environment: { name: 'prod' } }));
  const layers = new ConfigLayers(live, new MemoryArchive(), store, ['summarize']);
  return new ConfigChanger(layers, store, new FakeClock());
}

/** Appends as operators do who are refused: with the version that is the next by then. */
async function appendNext(store: ConfigChanges, by: string): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const newest = (await store.history('prod', ROUTE, { limit: 1 })).changes[0];
    try {
      return await store.append(aChange({ version: (newest?.version ?? 0) + 1, by }));
    } catch (error) {
      if (!(error instanceof AppError && error.code === CONFLICT.code)) throw error;
    }
  }
  throw new Error('somebody else was always faster');
}
