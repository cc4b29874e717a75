import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aBatch } from '../../test/support/a-batch.js';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { aTrace } from '../../test/support/a-trace.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { breakStorage } from '../../test/support/storage-outage.js';
import { LiveConfig } from '../config/live-config.js';
import { type Database, openDatabase } from './database.js';
import { SqlConfigArchive } from './repositories/sql-config-archive.js';
import { SqlAuditStore } from './repositories/sql-audit-store.js';
import { SqlReplayStore } from './repositories/sql-replay-store.js';
import { SqlTraceStore } from './repositories/sql-trace-store.js';
import { auditOf } from '../trace/audit-record.js';
import { FileTraceSpool } from './spool/file-trace-spool.js';
import { toLine } from './spool/spool-line.js';
import type { ReplayBatch } from '../trace/replay-batch.js';
import { Retention } from '../trace/retention.js';

const DAY_MS = 86_400_000;
const LOOK_MS = 600_000;

describe('retention', () => {
  let clock: FakeClock;
  let database: Database;
  let traces: SqlTraceStore;
  let audits: SqlAuditStore;
  let archive: SqlConfigArchive;
  let replays: SqlReplayStore;
  let retention: Retention;
  let warnings: unknown[];
  let folder: string;

  beforeEach(async () => {
    clock = new FakeClock();
    folder = mkdtempSync(join(tmpdir(), 'miniask-'));
    database = await openDatabase('sqlite::memory:');
    traces = new SqlTraceStore(database, clock);
    audits = new SqlAuditStore(database);
    const environment = { name: 'prod', retention: { tracesDays: 2, auditDays: 5 } } as const;
    archive = new SqlConfigArchive(database, clock);
    replays = new SqlReplayStore(database);
    retention = new Retention(
      traces,
      audits,
      replays,
      archive,
      new FileTraceSpool({ folder, maxBytes: 1 }),
      new LiveConfig(aSnapshot({ environment })),
      clock,
    );
    warnings = [];
    Logger.overrideLogger({ log() {}, warn: (line: unknown) => warnings.push(line), error() {} });
  });
  afterEach(async () => {
    Logger.overrideLogger(['log', 'warn', 'error']);
    await retention.beforeApplicationShutdown();
    await traces.drain();
    await database.close();
    rmSync(folder, { recursive: true });
  });

  async function saved(count: number, environment = 'prod'): Promise<void> {
    const records = Array.from({ length: count }, () => aTrace({ environment, startedAt: clock.now() }));
    await Promise.all(records.map((record) => traces.save(record, auditOf(record, clock.now()))));
  }
  async function begun(environment: string): Promise<ReplayBatch> {
    const batch = aBatch({ environment, startedAt: clock.now() });
    await replays.create(batch, [], { owner: 'a process', until: clock.now() });
    return batch;
  }
  const kept = async (): Promise<[number, number]> => [
    (await traces.search({}, { limit: 2000 })).records.length,
    (await audits.page({ from: 0, to: Number.MAX_SAFE_INTEGER }, 2000)).length,
  ];
  /** Lets the pauses between batches pass, up to the next look. */
  async function looked(): Promise<void> {
    for (;;) {
      const ms = await clock.untilTimer();
      if (ms === LOOK_MS) return;
      clock.advance(ms);
    }
  }
  async function nextLook(): Promise<void> {
    clock.advance(LOOK_MS);
    await looked();
  }

  it('deletes traces and then what is on record of answers, each in its time', async () => {
    await saved(3);
    retention.onApplicationBootstrap();
    await looked();
    expect(await kept()).toEqual([3, 3]);
    clock.advance(2 * DAY_MS);
    await looked();
    await nextLook();
    expect(await kept()).toEqual([0, 3]);
    clock.advance(3 * DAY_MS);
    await looked();
    await nextLook();
    expect(await kept()).toEqual([0, 0]);
  });

  it('deletes batches of replays as long after their begin as traces', async () => {
    const { id } = await begun('prod');
    const { id: others } = await begun('staging');
    retention.onApplicationBootstrap();
    await looked();
    expect(await replays.find(id)).not.toBeNull();
    clock.advance(2 * DAY_MS);
    await looked();
    await nextLook();
    expect(await replays.find(id)).toBeNull();
    expect(await replays.find(others)).not.toBeNull();
  });

  it('goes in small steps, and lets others write in between', async () => {
    await saved(250);
    clock.advance(3 * DAY_MS);
    retention.onApplicationBootstrap();
    expect(await clock.untilTimer()).toBe(50);
    expect(await kept()).toEqual([150, 250]);
    await saved(1);
    await looked();
    expect(await kept()).toEqual([1, 251]);
  });

  it('leaves other environments alone', async () => {
    await saved(1, 'staging');
    clock.advance(10 * DAY_MS);
    retention.onApplicationBootstrap();
    await looked();
    expect(await kept()).toEqual([1, 1]);
  });

  it('deletes configurations that no trace names, but none that is in force', async () => {
    const before = { ...aSnapshot({ profiles: { before_v1: {} } }), digest: 'digest-of-before' };
    await archive.keep(before);
    await saved(1);
    retention.onApplicationBootstrap();
    await looked();
    expect(await archive.findConfig(before.digest)).not.toBeNull();
    clock.advance(4 * DAY_MS);
    await looked();
    await nextLook();
    expect(await archive.findConfig(before.digest)).toBeNull();
    expect(await archive.findProfile('digest-of-before_v1')).toBeNull();
    expect(await archive.findConfig('digest-of-the-snapshot')).not.toBeNull();
  });

  it('goes on when the storage is back', async () => {
    await saved(1);
    clock.advance(3 * DAY_MS);
    const mend = await breakStorage(database);
    retention.onApplicationBootstrap();
    await looked();
    expect(warnings).toHaveLength(1);
    await mend();
    await nextLook();
    expect(await kept()).toEqual([0, 1]);
  });

  it('deletes what was put aside as well, also when the storage is down', async () => {
    const path = join(folder, 'a.aside');
    const lines = ['prod', 'staging'].map((environment) =>
      toLine({ record: aTrace({ environment, startedAt: clock.now() }) }),
    );
    writeFileSync(path, lines.join(''));
    const mend = await breakStorage(database);
    retention.onApplicationBootstrap();
    await looked();
    expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
    clock.advance(2 * DAY_MS + 1);
    await looked();
    await nextLook();
    expect(readFileSync(path, 'utf8')).toBe(lines[1]);
    expect(readdirSync(folder)).toEqual(['a.aside']);
    await mend();
  });

  it('stops in the middle when the server does', async () => {
    await saved(250);
    clock.advance(3 * DAY_MS);
    retention.onApplicationBootstrap();
    await clock.untilTimer();
    await retention.beforeApplicationShutdown();
    expect(await kept()).toEqual([150, 250]);
    expect(clock.pending).toEqual([]);
  });
});
