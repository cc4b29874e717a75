import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChangeFollower } from '../../src/config/changes/change-follower.js';
import { LiveConfig } from '../../src/config/live-config.js';
import { type Database, openDatabase } from '../../src/storage/database.js';
import { SqlConfigChanges } from '../../src/storage/repositories/sql-config-changes.js';
import { SignalledChangeFeed } from '../../src/storage/signalled-change-feed.js';
import { aChange } from '../support/a-change.js';
import { aSnapshot } from '../support/a-snapshot.js';
import { ChangesSeen } from '../support/changes-seen.js';
import { FakeClock } from '../support/fake-clock.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const CALL_EVERY_MS = 5000;
const FIRST_PAUSE_MS = 250;
const LISTENING = "datname = current_database() and query = 'listen miniask_changes'";

describe('changes by way of PostgreSQL', () => {
  let server: TestDatabase;
  let databases: Database[];
  let followers: ChangeFollower[];
  let warnings: number;

  beforeEach(async () => {
    server = await createTestDatabase();
    [databases, followers, warnings] = [[], [], 0];
    Logger.overrideLogger({
      log() {},
      warn() {
        warnings += 1;
      },
      error() {},
    });
  });
  afterEach(async () => {
    Logger.overrideLogger(['log', 'warn', 'error']);
    for (const follower of followers) await follower.beforeApplicationShutdown();
    for (const database of databases) await database.close();
    await server.drop();
  });

  async function opened(): Promise<Database> {
    const database = await openDatabase(server.url);
    databases.push(database);
    return database;
  }

  /** A process that has heard its own echo: no time passes in it unless the test says so. */
  async function followed() {
    const [database, clock] = [await opened(), new FakeClock()];
    const changes = new SqlConfigChanges(database);
    const target = new ChangesSeen(changes);
    const { signals } = database;
    if (signals === null) throw new Error('PostgreSQL has signals');
    const feed = new SignalledChangeFeed(database, (listener) => signals.listen(listener), clock);
    const live = new LiveConfig(aSnapshot({ environment: { name: 'prod' } }));
    const follower = new ChangeFollower(changes, feed, target, live, clock);
    followers.push(follower);
    await follower.onApplicationBootstrap();
    await clock.untilTimer((ms) => ms === CALL_EVERY_MS);
    return { clock, target, follower };
  }

  const listening = async (): Promise<number> =>
    (await server.run(`select pid from pg_stat_activity where ${LISTENING}`)).length;

  it('are in force in every process without any time passing', async () => {
    const processes = [await followed(), await followed()];
    const store = new SqlConfigChanges(await opened());
    for (const version of [1, 2, 3]) {
      await store.append(aChange({ version }));
      await Promise.all(processes.map(({ target }) => target.until(version)));
    }
    expect(processes.map(({ clock }) => clock.monotonic())).toEqual([0, 0]);
  });

  it('are in force also where the newest was lost, and another one has its place', async () => {
    const { clock, target } = await followed();
    const store = new SqlConfigChanges(await opened());
    await store.append(aChange());
    await store.append(aChange({ version: 2 }));
    await target.until(2);
    await server.run('delete from config_changes where subject_version = 2');
    const other = aChange({ version: 2 });
    await store.append(other);
    await expect.poll(() => target.seen.at(-1)).toEqual([other]);
    expect(clock.monotonic()).toBe(0);
  });

  it('are heard of again when the connection that listens was ended, and none is missed', async () => {
    const { clock, target } = await followed();
    const store = new SqlConfigChanges(await opened());
    await server.run(`select pg_terminate_backend(pid) from pg_stat_activity where ${LISTENING}`);
    await clock.untilTimer((ms) => ms === FIRST_PAUSE_MS);
    await store.append(aChange());
    clock.advance(FIRST_PAUSE_MS);
    await target.until(1);
    await store.append(aChange({ version: 2 }));
    await target.until(2);
    expect(warnings).toBe(1);
  });

  it('are followed by one connection of each process, which it closes when it stops', async () => {
    const { follower } = await followed();
    await followed();
    expect(await listening()).toBe(2);
    await follower.beforeApplicationShutdown();
    await expect.poll(listening).toBe(1);
  });
});
