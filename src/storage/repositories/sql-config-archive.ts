import type { Kysely } from 'kysely';
import { AppError } from '../../common/errors/app-error.js';
import type { Clock } from '../../common/clock.js';
import { configFrom, configJson, profileFrom, profileJson } from '../../config/archived.js';
import { deepFreeze } from '../../config/deep-freeze.js';
import type { Profile, Snapshot } from '../../config/snapshot.js';
import { type ArchivedConfig, ConfigArchive } from '../../trace/config-archive.js';
import type { Database } from '../database.js';
import type { StoredConfigTable, StoredProfileTable, Tables } from '../tables.js';

/** Configurations and their profiles in a SQL database, each once under the digest of its content. */
export class SqlConfigArchive extends ConfigArchive {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async keep(snapshot: Snapshot): Promise<void> {
    const stored_at = this.clock.now();
    const profiles = [...snapshot.profiles.values()]
      .map((profile) => ({
        digest: profile.digest,
        name: profile.name,
        content: profileJson(profile),
        stored_at,
      }))
      // Two who keep the same at once must not wait for each other in turns.
      .toSorted((one, two) => (one.digest < two.digest ? -1 : 1));
    const { digest, environment } = snapshot;
    const config = { digest, environment: environment.name, content: configJson(snapshot), stored_at };
    await this.database.run(async () => {
      await this.database.query.transaction().execute(async (transaction) => {
        for (const profile of profiles) await keepProfile(transaction, profile);
        await keepConfig(transaction, config);
      });
      await this.database.durable();
    });
  }

  override async findConfig(digest: string): Promise<ArchivedConfig | null> {
    const row = await this.database.run(() =>
      this.database.query
        .selectFrom('stored_configs')
        .select('content')
        .where('digest', '=', digest)
        .executeTakeFirst(),
    );
    if (row === undefined) return null;
    const { environment: policy, profiles: digests, ...content } = readable(() => configFrom(row.content));
    const profiles = await this.findProfiles([...digests.values()]);
    const named = [...digests].flatMap(([name, of]) => {
      const profile = profiles.get(of);
      return profile === undefined ? [] : [[name, profile] as const];
    });
    // Somebody is deleting them together.
    if (named.length < digests.size) return null;
    return deepFreeze({ ...content, digest, environment: policy.name, policy, profiles: new Map(named) });
  }

  override async findProfile(digest: string): Promise<Profile | null> {
    return (await this.findProfiles([digest])).get(digest) ?? null;
  }

  override async deleteUnused(marginMs: number): Promise<number> {
    const { query } = this.database;
    return this.database.run(async () => {
      const oldest = await query
        .selectFrom('traces')
        .select('started_at')
        .orderBy('started_at')
        .limit(1)
        .executeTakeFirst();
      const now = this.clock.now();
      const before = Math.min(now, Number(oldest?.started_at ?? now)) - marginMs;
      const { numDeletedRows: configs } = await query
        .deleteFrom('stored_configs')
        .where('stored_at', '<', before)
        .executeTakeFirst();
      const { numDeletedRows: profiles } = await query
        .deleteFrom('stored_profiles')
        .where('stored_at', '<', before)
        .executeTakeFirst();
      return Number(configs + profiles);
    });
  }

  private async findProfiles(digests: readonly string[]): Promise<ReadonlyMap<string, Profile>> {
    if (digests.length === 0) return new Map();
    const rows = await this.database.run(() =>
      this.database.query
        .selectFrom('stored_profiles')
        .select(['digest', 'content'])
        .where('digest', 'in', digests)
        .execute(),
    );
    return new Map(rows.map(({ digest, content }) => [digest, readable(() => profileFrom(content, digest))]));
  }
}

async function keepProfile(query: Kysely<Tables>, row: StoredProfileTable): Promise<void> {
  await query
    .insertInto('stored_profiles')
    .values(row)
    .onConflict((conflict) => conflict.column('digest').doUpdateSet({ stored_at: row.stored_at }))
    .execute();
}

async function keepConfig(query: Kysely<Tables>, row: StoredConfigTable): Promise<void> {
  await query
    .insertInto('stored_configs')
    .values(row)
    .onConflict((conflict) => conflict.column('digest').doUpdateSet({ stored_at: row.stored_at }))
    .execute();
}

/** @throws AppError `INTERNAL`, reason `archive_unreadable` */
function readable<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new AppError('INTERNAL', { reason: 'archive_unreadable', cause });
  }
}
