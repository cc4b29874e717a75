import { Global, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Clock } from '../common/clock.js';
import { ChangeFeed } from '../config/changes/change-feed.js';
import { ConfigChanges } from '../config/changes/config-changes.js';
import { SnapshotArchive } from '../config/live/snapshot-archive.js';
import { LiveConfig } from '../config/live-config.js';
import type { Settings } from '../config/settings.js';
import type { Snapshot } from '../config/snapshot.js';
import { AuditStore } from '../trace/audit-store.js';
import { ConfigArchive } from '../trace/config-archive.js';
import { ReplayStore } from '../trace/replay-store.js';
import { TraceFigures } from '../trace/trace-figures.js';
import { TraceSpool } from '../trace/trace-spool.js';
import { TraceStore } from '../trace/trace-store.js';
import { Database, openDatabase } from './database.js';
import { NoChangeFeed } from './no-change-feed.js';
import { DatabaseUnusable, StorageFault } from './storage-errors.js';
import { SqlAuditStore } from './repositories/sql-audit-store.js';
import { SqlConfigArchive } from './repositories/sql-config-archive.js';
import { SqlConfigChanges } from './repositories/sql-config-changes.js';
import { SqlReplayStore } from './repositories/sql-replay-store.js';
import { SqlTraceFigures } from './repositories/sql-trace-figures.js';
import { SqlTraceStore } from './repositories/sql-trace-store.js';
import { SignalledChangeFeed } from './signalled-change-feed.js';
import { FileTraceSpool } from './spool/file-trace-spool.js';

/**
 * The database that `DATABASE_URL` names, the stores in it, and the spool beside it. It is open and up to date, and has
 * the configuration that traces will name, before anything that needs it is made; it is closed after the last request
 * has been answered.
 */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [ConfigService],
      useFactory: (config: ConfigService<Settings, true>) =>
        openDatabase(config.get('databaseUrl', { infer: true })),
    },
    {
      provide: SqlTraceStore,
      inject: [Database, Clock],
      useFactory: (database: Database, clock: Clock) => new SqlTraceStore(database, clock),
    },
    { provide: TraceStore, useExisting: SqlTraceStore },
    {
      provide: FileTraceSpool,
      inject: [ConfigService, LiveConfig],
      useFactory: async (
        config: ConfigService<Settings, true>,
        { current }: LiveConfig,
      ): Promise<FileTraceSpool> => {
        const spool = new FileTraceSpool(config.get('spool', { infer: true }));
        if (current.environment.storageFailure === 'spool') await spool.prepare();
        return spool;
      },
    },
    { provide: TraceSpool, useExisting: FileTraceSpool },
    {
      provide: AuditStore,
      inject: [Database],
      useFactory: (database: Database): AuditStore => new SqlAuditStore(database),
    },
    {
      provide: ReplayStore,
      inject: [Database],
      useFactory: (database: Database): ReplayStore => new SqlReplayStore(database),
    },
    {
      provide: ConfigArchive,
      inject: [Database, Clock, LiveConfig],
      useFactory: (database: Database, clock: Clock, config: LiveConfig) =>
        openArchive(database, clock, config.current),
    },
    { provide: SnapshotArchive, useExisting: ConfigArchive },
    {
      provide: ConfigChanges,
      inject: [Database],
      useFactory: (database: Database): ConfigChanges => new SqlConfigChanges(database),
    },
    { provide: ChangeFeed, inject: [Database, Clock], useFactory: openChangeFeed },
    {
      provide: TraceFigures,
      inject: [Database],
      useFactory: (database: Database): TraceFigures => new SqlTraceFigures(database),
    },
  ],
  exports: [
    AuditStore,
    ChangeFeed,
    ConfigArchive,
    ConfigChanges,
    Database,
    ReplayStore,
    SnapshotArchive,
    TraceFigures,
    TraceSpool,
    TraceStore,
  ],
})
export class StorageModule implements OnApplicationShutdown {
  private readonly logger = new Logger(StorageModule.name);

  constructor(
    private readonly database: Database,
    private readonly traces: SqlTraceStore,
    private readonly spool: FileTraceSpool,
  ) {
    this.logger.log({ database: database.location }, 'database open');
  }

  /** Comes after the HTTP server has closed: nobody begins a save any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.traces.drain();
    await this.spool.close();
    await this.database.close();
  }
}

function openChangeFeed(database: Database, clock: Clock): ChangeFeed {
  const { signals } = database;
  if (signals === null) return new NoChangeFeed();
  return new SignalledChangeFeed(database, (listener) => signals.listen(listener), clock);
}

/** @throws DatabaseUnusable when the configuration cannot be kept: no trace may name one that is nowhere */
async function openArchive(database: Database, clock: Clock, snapshot: Snapshot): Promise<ConfigArchive> {
  const archive = new SqlConfigArchive(database, clock);
  try {
    await archive.keep(snapshot);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    throw new DatabaseUnusable(
      `DATABASE_URL: ${database.location} takes no writes (${cause instanceof StorageFault ? cause.message : 'unknown'}). ` +
        'Check that its disk is not full, and that this user may write.',
    );
  }
  return archive;
}
