import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aSnapshot, type SnapshotParts } from '../../../test/support/a-snapshot.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { MemoryArchive } from '../../../test/support/memory-archive.js';
import { MemoryConfigChanges } from '../../../test/support/memory-config-changes.js';
import { AppError } from '../../common/errors/app-error.js';
import { ConfigLayers } from '../live/config-layers.js';
import { LiveConfig } from '../live-config.js';
import type { JsonObject } from './config-change.js';
import { ConfigChanger, type ChangeOrder } from './config-changer.js';

const INTENTS = ['summarize', 'support'];
const PARTS: SnapshotParts = {
  profiles: { summarize_v1: {}, summarize_v2: {}, summarize_v3: {}, support_v1: {} },
  allowed: ['summarize_v1', 'summarize_v2', 'support_v1'],
  routing: { summarize: { profile: 'summarize_v1' } },
};
const SUBJECT = { kind: 'route', key: 'summarize' } as const;
const ORDER: ChangeOrder = { subject: SUBJECT, reason: 'A test wants it.', by: 'op_1' };

/** A process of an environment; several share the store. */
function aProcess(store = new MemoryConfigChanges(), parts: SnapshotParts = PARTS) {
  const clock = new FakeClock();
  const live = new LiveConfig(aSnapshot(parts));
  const archive = new MemoryArchive();
  const layers = new ConfigLayers(live, archive, store, INTENTS);
  const changer = new ConfigChanger(layers, store, clock);
  const profile = (): string | undefined =>
    (live.current.environment.routing.get('summarize') ?? live.current.routing.get('summarize'))?.profile;
  const set = (value: JsonObject, order: Partial<ChangeOrder> = {}): Promise<void> =>
    changer.change({ ...ORDER, ...order, value });
  return { archive, changer, clock, layers, live, profile, set, store };
}

const refusal = (work: () => Promise<unknown>): Promise<unknown> =>
  work().then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a change', () => {
  it('serves once it is stored, and says who, when, why, and what it changed', async () => {
    const { archive, live, layers, profile, set, store } = aProcess();
    const before = live.current;
    await set({ profile: 'summarize_v2' }, { evidence: async () => ({ batches: ['b_1'] }) });
    expect(profile()).toBe('summarize_v2');
    expect(store.kept).toEqual([
      {
        ...SUBJECT,
        id: expect.any(String),
        environment: 'dev',
        version: 1,
        action: 'set',
        value: { profile: 'summarize_v2' },
        before: { profile: 'summarize_v1' },
        after: { profile: 'summarize_v2' },
        restores: null,
        reason: 'A test wants it.',
        by: 'op_1',
        at: Date.UTC(2026, 0, 1),
        evidence: { batches: ['b_1'] },
      },
    ]);
    expect(archive.kept).toEqual([live.current.digest]);
    expect(layers.inForce).toEqual(store.kept);
    expect(layers.base).toBe(before);
  });

  it('changes nothing when it cannot be stored', async () => {
    const { archive, live, set, store } = aProcess();
    const before = live.current;
    const down = new AppError('INTERNAL', { reason: 'storage' });
    archive.gate = () => Promise.reject(down);
    expect(await refusal(() => set({ profile: 'summarize_v2' }))).toBe(down);
    archive.gate = () => Promise.resolve();
    store.gate = () => Promise.reject(down);
    expect(await refusal(() => set({ profile: 'summarize_v2' }))).toBe(down);
    store.gate = () => Promise.resolve();
    expect(live.current).toBe(before);
    await set({ profile: 'summarize_v2' });
    expect(store.kept.map(({ version }) => version)).toEqual([1]);
  });

  it.each([
    [{ profile: 'summarize_v9' }, '', 'there is no profile'],
    [
      { profile: 'summarize_v1', canary: { profile: 'nothing', percent: 1 } },
      '/canary',
      'there is no profile',
    ],
    [
      {
        profile: 'summarize_v1',
        variants: [
          { profile: 'summarize_v2', percent: 1 },
          { profile: 'support_v1', percent: 1 },
        ],
      },
      '/variants/1',
      'the intent "support"',
    ],
    [
      { profile: 'summarize_v1', targets: [{ profile: 'nothing', users: ['u_1'] }] },
      '/targets/0',
      'there is no',
    ],
  ])('is refused for %j, with the place', async (value, place, message) => {
    const { set, store } = aProcess();
    expect(await refusal(() => set(value))).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ pointer: `${place}/profile`, message: expect.stringContaining(message) }],
    });
    expect(store.kept).toEqual([]);
  });

  it('is refused for a profile that the environment does not allow, by its name', async () => {
    const { set } = aProcess();
    expect(await refusal(() => set({ profile: 'summarize_v3' }))).toMatchObject({
      code: 'PROFILE_NOT_ALLOWED',
      detail: 'summarize_v3 is not allowed in dev.',
    });
  });

  it('is refused by what its evidence throws', async () => {
    const { set, store } = aProcess();
    const evidence = () => Promise.reject(new AppError('REPLAY_REQUIRED'));
    expect(await refusal(() => set({ profile: 'summarize_v2' }, { evidence }))).toMatchObject({
      code: 'REPLAY_REQUIRED',
    });
    expect(store.kept).toEqual([]);
  });
});

describe('the version that an operator has seen', () => {
  it('must be the newest, 0 where nothing was changed', async () => {
    const { profile, set } = aProcess();
    expect(await refusal(() => set({ profile: 'summarize_v2' }, { version: 1 }))).toMatchObject({
      code: 'CHANGE_CONFLICT',
      detail: 'summarize was never changed: its version is 0.',
    });
    await set({ profile: 'summarize_v2' }, { version: 0 });
    expect(await refusal(() => set({ profile: 'summarize_v1' }, { version: 0, by: 'op_2' }))).toMatchObject({
      code: 'CHANGE_CONFLICT',
      detail: 'summarize was changed to version 1 by op_1 at 2026-01-01T00:00:00.000Z.',
    });
    await set({ profile: 'summarize_v1' }, { version: 1 });
    expect(profile()).toBe('summarize_v1');
  });

  it('is lost to another process that was faster, whose change then serves here too', async () => {
    const store = new MemoryConfigChanges();
    const [one, other] = [aProcess(store), aProcess(store)];
    const whileOther = async () => {
      await one.set({ profile: 'summarize_v2' });
      return null;
    };
    const late = { version: 0, by: 'op_2', evidence: whileOther };
    expect(await refusal(() => other.set({ profile: 'summarize_v1' }, late))).toMatchObject({
      code: 'CHANGE_CONFLICT',
      detail: 'summarize was changed to version 1 by op_1 at 2026-01-01T00:00:00.000Z.',
    });
    expect(other.profile()).toBe('summarize_v2');
    await other.set({ profile: 'summarize_v1' }, { version: 1 });
    expect(store.kept.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('orders changes at the same time, each of which is kept', async () => {
    const { profile, set, store } = aProcess();
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => set({ profile: `summarize_v${(index % 2) + 1}` })),
    );
    expect(store.kept.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(profile()).toBe('summarize_v2');
  });
});

/** None of them is told of what the others change: they find it when they change something. */
describe('processes that share a store', () => {
  function twoProcesses() {
    const store = new MemoryConfigChanges();
    return [aProcess(store), aProcess(store), store] as const;
  }

  it('clear what another one has laid', async () => {
    const [one, other, store] = twoProcesses();
    await one.set({ profile: 'summarize_v2' });
    await other.changer.clear(ORDER);
    expect(store.kept.map(({ action }) => action)).toEqual(['set', 'clear']);
  });

  it('roll back what another one has laid, to what served before', async () => {
    const [one, other, store] = twoProcesses();
    await one.set({ profile: 'summarize_v2' });
    await other.changer.rollBack(ORDER);
    expect(store.kept.at(-1)).toMatchObject({ before: { profile: 'summarize_v2' }, restores: 0 });
    expect(other.profile()).toBe('summarize_v1');
  });

  it('take the version that another one has given', async () => {
    const [one, other] = twoProcesses();
    await one.set({ profile: 'summarize_v2' });
    await other.set({ profile: 'summarize_v1' }, { version: 1 });
    expect(other.layers.newestOf(SUBJECT)?.version).toBe(2);
  });

  it('are all obeyed without a version, however many change at once', async () => {
    const [one, other, store] = twoProcesses();
    const turns = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? one : other));
    await Promise.all(turns.map(({ set }) => set({ profile: 'summarize_v2' })));
    expect(store.kept.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('give up, and say who was faster, when it is never their turn', async () => {
    const [one, other, store] = twoProcesses();
    const evidence = async () => {
      await one.set({ profile: 'summarize_v2' });
      return null;
    };
    expect(await refusal(() => other.set({ profile: 'summarize_v1' }, { evidence }))).toMatchObject({
      code: 'CHANGE_CONFLICT',
      detail: `summarize was changed to version ${store.kept.length} by op_1 at 2026-01-01T00:00:00.000Z.`,
    });
    expect(store.kept.length).toBeGreaterThan(1);
  });

  it('go on from what is stored after the store was put back to an older state', async () => {
    const [one, other, store] = twoProcesses();
    await one.set({ profile: 'summarize_v2' });
    await one.set({ profile: 'summarize_v1' });
    await other.layers.catchUp();
    store.kept.length = 1;
    await one.set({ profile: 'summarize_v2', salt: 'new' }, { version: 1 });
    expect(one.layers.newestOf(SUBJECT)).toEqual(store.kept[1]);
    await other.layers.catchUp();
    expect(other.profile()).toBe('summarize_v2');
    store.kept.length = 0;
    await other.layers.catchUp();
    expect(other.profile()).toBe('summarize_v1');
    expect(other.live.current).toBe(other.layers.base);
  });

  it('change nothing, nor say that they did, while the store cannot be read', async () => {
    const { live, changer, set, store } = aProcess();
    await set({ profile: 'summarize_v2' });
    const before = live.current;
    const down = new AppError('INTERNAL', { reason: 'storage' });
    store.gate = () => Promise.reject(down);
    expect(await refusal(() => set({ profile: 'summarize_v1' }))).toBe(down);
    expect(await refusal(() => changer.clear(ORDER))).toBe(down);
    expect(live.current).toBe(before);
  });
});

describe('a rollback', () => {
  it('goes back a change at a time, to the files in the end, and no further', async () => {
    const { changer, profile, set, store } = aProcess();
    await set({ profile: 'summarize_v2' });
    await set({ profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent: 5 } });
    await changer.rollBack(ORDER);
    expect(profile()).toBe('summarize_v2');
    await changer.rollBack(ORDER);
    expect(profile()).toBe('summarize_v1');
    expect(await refusal(() => changer.rollBack(ORDER))).toMatchObject({ code: 'NOTHING_TO_ROLL_BACK' });
    expect(store.kept.map(({ action, restores }) => [action, restores])).toEqual([
      ['set', null],
      ['set', null],
      ['rollback', 1],
      ['rollback', 0],
    ]);
    expect(store.kept.at(-1)).toMatchObject({
      value: null,
      before: { profile: 'summarize_v2' },
      after: { profile: 'summarize_v1' },
    });
  });

  it('passes over what was rolled back already', async () => {
    const { changer, set, store } = aProcess();
    await set({ profile: 'summarize_v2' });
    await set({ profile: 'summarize_v1' });
    await changer.rollBack(ORDER);
    await set({ profile: 'summarize_v1', salt: 'new' });
    await changer.rollBack(ORDER);
    expect(store.kept.at(-1)).toMatchObject({ restores: 1, value: { profile: 'summarize_v2' } });
    await changer.rollBack(ORDER);
    expect(store.kept.at(-1)).toMatchObject({ restores: 0, value: null });
  });

  it('puts back the version that is named, which there must be', async () => {
    const { changer, profile, set } = aProcess();
    await set({ profile: 'summarize_v2' });
    await changer.rollBack({ ...ORDER, to: 0 });
    expect(profile()).toBe('summarize_v1');
    await changer.rollBack({ ...ORDER, to: 1 });
    expect(profile()).toBe('summarize_v2');
    expect(await refusal(() => changer.rollBack({ ...ORDER, to: 9 }))).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ pointer: '/to' }],
    });
  });

  it('is refused where the files leave no room any more for what it would put back', async () => {
    const { changer, layers, set } = aProcess();
    await set({ profile: 'summarize_v2' });
    await set({ profile: 'summarize_v1' });
    await layers.setBase(aSnapshot({ ...PARTS, allowed: ['summarize_v1'] }));
    expect(await refusal(() => changer.rollBack(ORDER))).toMatchObject({ code: 'PROFILE_NOT_ALLOWED' });
  });

  it('may be the own doing of the server, with the figures that it is based on', async () => {
    const { changer, set, store } = aProcess();
    await set({ profile: 'summarize_v2' });
    const evidence = async () => ({ failures: 7 });
    await changer.rollBack({ ...ORDER, by: null, action: 'auto-rollback', evidence });
    expect(store.kept.at(-1)).toMatchObject({ action: 'auto-rollback', by: null, evidence: { failures: 7 } });
  });
});

describe('leaving it to the files', () => {
  it('is a change of its own, and none where nothing lies over them', async () => {
    const { changer, layers, profile, set, store } = aProcess();
    await changer.clear(ORDER);
    expect(store.kept).toEqual([]);
    await set({ profile: 'summarize_v2' });
    await changer.clear(ORDER);
    await changer.clear(ORDER);
    expect(store.kept.map(({ action }) => action)).toEqual(['set', 'clear']);
    expect(profile()).toBe('summarize_v1');
    expect(layers.inForce).toEqual([]);
    expect(changer.counts).toEqual([
      { kind: 'route', action: 'set', count: 1 },
      { kind: 'route', action: 'clear', count: 1 },
    ]);
    await changer.rollBack(ORDER);
    expect(profile()).toBe('summarize_v2');
  });
});

describe('files that leave no room for a change', () => {
  const GONE = aSnapshot({ ...PARTS, profiles: { summarize_v1: {}, support_v1: {} } });

  it('are refused while it is in force, by its name', async () => {
    const { layers, live, set } = aProcess();
    await set({ profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent: 5 } });
    const before = live.current;
    expect(await layers.setBase(GONE)).toEqual([
      {
        severity: 'error',
        file: 'changes',
        path: 'route:summarize',
        message: expect.stringMatching(
          /^summarize is routed to summarize_v1, summarize_v2 by change 1 \(by op_1\), and here there is no profile "summarize_v2".*: roll it back first, or keep the profile$/,
        ),
      },
    ]);
    expect(live.current).toBe(before);
  });

  it('are served at a start, as if it had not been made, until others leave room again', async () => {
    const store = new MemoryConfigChanges();
    await aProcess(store).set({ profile: 'summarize_v2' });
    const withoutIt = { profiles: { summarize_v1: {}, support_v1: {} } };
    const { layers, live, profile } = aProcess(store, { ...PARTS, ...withoutIt });
    await layers.catchUp();
    expect(profile()).toBe('summarize_v1');
    const why = expect.stringContaining('there is no profile "summarize_v2"');
    expect(layers.ignored).toEqual([{ change: store.kept[0], why, isByPolicy: false }]);
    expect(live.current).toBe(layers.base);
    const next = aSnapshot({ ...PARTS, ...withoutIt, environment: { aiLabel: 'AI' } });
    expect(await layers.setBase(next)).toEqual([]);
    expect(await layers.setBase(aSnapshot(PARTS))).toEqual([]);
    expect(profile()).toBe('summarize_v2');
    expect(layers.ignored).toEqual([]);
  });
});

describe('an allow-list that a profile was taken from', () => {
  const FORBIDDEN = aSnapshot({ ...PARTS, allowed: ['summarize_v1'] });

  it('comes into force over a change that tries the profile out, and the rest of the change goes on', async () => {
    const { layers, live, set, store } = aProcess();
    const value = {
      profile: 'summarize_v1',
      salt: 'spring',
      canary: { profile: 'summarize_v2', percent: 100 },
    };
    await set(value);
    expect(await layers.setBase(FORBIDDEN)).toEqual([]);
    expect(live.current.environment).toMatchObject({ allowedProfiles: ['summarize_v1'] });
    expect(live.current.environment.routing.get('summarize')).toEqual(value);
    expect(layers.inForce).toEqual(store.kept);
    const why = 'summarize_v2 is not allowed in dev, and is passed over';
    expect(layers.ignored).toEqual([{ change: store.kept[0], why, isByPolicy: true }]);
  });

  it('leaves the intent to the files where the change has everybody get the profile', async () => {
    const { layers, live, profile, set, store } = aProcess();
    await set({ profile: 'summarize_v2' });
    expect(await layers.setBase(FORBIDDEN)).toEqual([]);
    expect(profile()).toBe('summarize_v1');
    expect(live.current).toBe(layers.base);
    const why = 'summarize_v2 is not allowed in dev';
    expect(layers.ignored).toEqual([{ change: store.kept[0], why, isByPolicy: true }]);
    await layers.setBase(aSnapshot(PARTS));
    expect(profile()).toBe('summarize_v2');
  });

  it('comes into force in every process, whichever read it first', async () => {
    const store = new MemoryConfigChanges();
    const [one, other] = [aProcess(store), aProcess(store)];
    await one.layers.setBase(FORBIDDEN);
    await other.set({ profile: 'summarize_v2' });
    await one.layers.catchUp();
    expect(await other.layers.setBase(FORBIDDEN)).toEqual([]);
    expect([one.profile(), other.profile()]).toEqual(['summarize_v1', 'summarize_v1']);
    await one.changer.clear(ORDER);
    expect(store.kept.map(({ action }) => action)).toEqual(['set', 'clear']);
  });

  it('is told of once by the log, and again when it takes the profile again', async () => {
    const { layers, set } = aProcess();
    const told: unknown[] = [];
    Logger.overrideLogger({ log() {}, error() {}, warn: (line: unknown) => told.push(line) });
    onTestFinished(() => Logger.overrideLogger(['log', 'warn', 'error']));
    await set({ profile: 'summarize_v2' });
    for (const base of [FORBIDDEN, FORBIDDEN, aSnapshot(PARTS), FORBIDDEN]) await layers.setBase(base);
    const warning = { key: 'summarize', version: 1, by: 'op_1', why: 'summarize_v2 is not allowed in dev' };
    expect(told).toMatchObject([warning, warning]);
  });
});

describe('changes of others', () => {
  it('serve when a process begins, and keep it from beginning when they cannot be read', async () => {
    const store = new MemoryConfigChanges();
    await aProcess(store).set({ profile: 'summarize_v2' });
    const live = new LiveConfig(aSnapshot(PARTS));
    await ConfigLayers.begin(live, new MemoryArchive(), store, INTENTS);
    expect(live.current.changes.get('route:summarize')?.version).toBe(1);
    const cause = new Error('no such table');
    store.gate = () => Promise.reject(new AppError('INTERNAL', { reason: 'storage', cause }));
    const failed = await refusal(() => ConfigLayers.begin(live, new MemoryArchive(), store, INTENTS));
    expect(String(failed)).toMatch(/DATABASE_URL — what operators have changed .* \(no such table\)/);
  });
});
