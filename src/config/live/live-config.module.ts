import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Clock } from '../../common/clock.js';
import { ConfigChanger } from '../changes/config-changer.js';
import { ConfigChanges } from '../changes/config-changes.js';
import { LiveConfig } from '../live-config.js';
import { ChangeFollower } from '../changes/change-follower.js';
import { ChangesTarget } from '../changes/changes-target.js';
import type { ConfigSource } from '../load-snapshot.js';
import type { Settings } from '../settings.js';
import { ConfigLayers } from './config-layers.js';
import { ConfigReloader } from './config-reloader.js';
import { ConfigWatcher } from './config-watcher.js';
import { SnapshotArchive } from './snapshot-archive.js';

/**
 * Changes the configuration of a running server. Needs a `SnapshotArchive`, `ConfigChanges` and a `ChangeFeed`, which the
 * (global) storage module provides; what is in the changes serves before anything else here does.
 */
@Module({})
export class LiveConfigModule {
  static with(source: ConfigSource): DynamicModule {
    return {
      module: LiveConfigModule,
      global: true,
      providers: [
        {
          provide: ConfigLayers,
          inject: [LiveConfig, SnapshotArchive, ConfigChanges],
          useFactory: (live: LiveConfig, archive: SnapshotArchive, changes: ConfigChanges) =>
            ConfigLayers.begin(live, archive, changes, source.knownIntents),
        },
        ConfigChanger,
        { provide: ChangesTarget, useExisting: ConfigLayers },
        ChangeFollower,
        {
          provide: ConfigReloader,
          inject: [ConfigLayers, Clock],
          useFactory: (layers: ConfigLayers, clock: Clock) => new ConfigReloader(source, layers, clock),
        },
        {
          provide: ConfigWatcher,
          inject: [ConfigService, ConfigReloader, Clock],
          useFactory: (config: ConfigService<Settings, true>, reloader: ConfigReloader, clock: Clock) => {
            const isWatched = config.get('watchesConfig', { infer: true });
            return new ConfigWatcher(isWatched ? source.configDir : null, reloader, clock);
          },
        },
      ],
      exports: [ConfigChanger, ConfigLayers, ConfigReloader],
    };
  }
}
