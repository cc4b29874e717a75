import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { aTrace } from '../../test/support/a-trace.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { Clock } from '../common/clock.js';
import { LiveConfig } from '../config/live-config.js';
import { ConfigArchive } from '../trace/config-archive.js';
import { TraceStore } from '../trace/trace-store.js';
import { openDatabase } from './database.js';
import { DatabaseUnusable } from './storage-errors.js';
import { StorageModule } from './storage.module.js';

describe('StorageModule', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'miniask-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function start(databaseUrl: string): Promise<TestingModule> {
    @Global()
    @Module({
      providers: [
        { provide: ConfigService, useValue: new ConfigService({ databaseUrl }) },
        { provide: Clock, useValue: new FakeClock() },
        { provide: LiveConfig, useValue: new LiveConfig(aSnapshot()) },
      ],
      exports: [ConfigService, Clock, LiveConfig],
    })
    class Surroundings {}

    return Test.createTestingModule({ imports: [Surroundings, StorageModule] }).compile();
  }

  it('provides a trace store in the database that is configured', async () => {
    const url = `sqlite:${join(folder, 'miniask.db')}`;
    const app = await start(url);
    const record = aTrace();
    await app.get(TraceStore).save(record);
    await app.close();

    const restarted = await start(url);
    expect(await restarted.get(TraceStore).find(record.id)).toEqual(record);
    await restarted.close();
  });

  it('has what is in force before anybody can ask', async () => {
    const app = await start(`sqlite:${join(folder, 'miniask.db')}`);
    const config = await app.get(ConfigArchive).findConfig(aSnapshot().digest);
    expect(config?.profiles).toEqual(aSnapshot().profiles);
    await app.close();
  });

  it('says what is wrong with a database that takes no writes', async () => {
    const url = `sqlite:${join(folder, 'miniask.db')}`;
    const database = await openDatabase(url);
    await database.query.schema.dropTable('stored_configs').execute();
    await database.close();
    await expect(start(url)).rejects.toThrow(/^DATABASE_URL: .* takes no writes \(.*stored_configs/);
  });

  it('finishes the saves that have begun before it closes the database', async () => {
    const url = `sqlite:${join(folder, 'miniask.db')}`;
    const app = await start(url);
    const records = Array.from({ length: 200 }, () => aTrace());
    const saves = records.map((record) => app.get(TraceStore).save(record));
    await app.close();
    await Promise.all(saves);

    const restarted = await start(url);
    const { records: kept } = await restarted.get(TraceStore).search({}, { limit: 1000 });
    expect(kept).toHaveLength(records.length);
    await restarted.close();
  });

  it('does not start over a database that cannot be used', async () => {
    await expect(start(`sqlite:${folder}`)).rejects.toBeInstanceOf(DatabaseUnusable);
  });
});
