import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aBatch, aPassedResult } from '../../../test/support/a-batch.js';
import { aSnapshot } from '../../../test/support/a-snapshot.js';
import type { Route } from '../../config/snapshot.js';
import { type Database, openDatabase } from '../../storage/database.js';
import { SqlReplayStore } from '../../storage/repositories/sql-replay-store.js';
import { ReplayProof } from './replay-proof.js';

const SNAPSHOT = aSnapshot({
  profiles: { summarize_v1: {}, summarize_v2: {}, summarize_v3: {} },
  routing: { summarize: { profile: 'summarize_v1' } },
});
const WHY = 'there is no finished batch replay of exactly this profile';

/** Every way in which a route can have somebody get a profile that does not serve now. */
const WAYS: readonly (readonly [string, Route])[] = [
  ['its own profile', { profile: 'summarize_v2' }],
  ['a canary', { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent: 5 } }],
  ['a variant', { profile: 'summarize_v1', variants: [{ profile: 'summarize_v2', percent: 5 }] }],
  [
    'a later variant',
    {
      profile: 'summarize_v1',
      variants: [
        { profile: 'summarize_v1', percent: 5 },
        { profile: 'summarize_v2', percent: 5 },
      ],
    },
  ],
  ['a target', { profile: 'summarize_v1', targets: [{ profile: 'summarize_v2', users: ['u_1'] }] }],
];

describe('the proof that a route may demand', () => {
  let database: Database;
  let store: SqlReplayStore;
  let proof: ReplayProof;
  beforeEach(async () => {
    database = await openDatabase('sqlite::memory:');
    store = new SqlReplayStore(database);
    proof = new ReplayProof(store);
  });
  afterEach(() => database.close());

  const of = (route: Route): Promise<unknown> => proof.of(SNAPSHOT, 'summarize', route);

  async function prove(profile: string): Promise<string> {
    const batch = aBatch({ profile, profileDigest: `digest-of-${profile}` });
    await store.create(batch, [], { owner: 'one', until: 0 });
    await store.end(batch.id, { status: 'complete', result: aPassedResult(), endedAt: 1 });
    return batch.id;
  }

  it.each(WAYS)('is of the profile that it brings in as %s', async (_way, route) => {
    await expect(of(route)).rejects.toMatchObject({
      code: 'REPLAY_REQUIRED',
      detail: `summarize_v2: ${WHY}.`,
    });
    const batch = await prove('summarize_v2');
    expect(await of(route)).toEqual({ batches: [batch] });
  });

  it('is of each of them, and names all that have none', async () => {
    const route: Route = {
      profile: 'summarize_v2',
      variants: [{ profile: 'summarize_v1', percent: 5 }],
      targets: [{ profile: 'summarize_v3', users: ['u_1'] }],
    };
    await expect(of(route)).rejects.toMatchObject({ detail: `summarize_v2: ${WHY}; summarize_v3: ${WHY}.` });
    const first = await prove('summarize_v2');
    await expect(of(route)).rejects.toMatchObject({ detail: `summarize_v3: ${WHY}.` });
    const second = await prove('summarize_v3');
    expect(await of(route)).toEqual({ batches: [first, second] });
  });

  it('is needed of nothing that serves already whoever gets no other', async () => {
    expect(await of({ profile: 'summarize_v1', salt: 'spring' })).toBeNull();
  });
});
