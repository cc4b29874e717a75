import { ConfigChanger } from '../../src/config/changes/config-changer.js';
import { ConfigLayers } from '../../src/config/live/config-layers.js';
import { ConfigReloader } from '../../src/config/live/config-reloader.js';
import { LiveConfig } from '../../src/config/live-config.js';
import { describeIssues } from '../../src/config/issues.js';
import { type ConfigSource, loadSnapshot } from '../../src/config/load-snapshot.js';
import { FakeClock } from './fake-clock.js';
import { MemoryArchive } from './memory-archive.js';
import { MemoryConfigChanges } from './memory-config-changes.js';

export interface AReloader {
  readonly clock: FakeClock;
  readonly archive: MemoryArchive;
  readonly changes: MemoryConfigChanges;
  readonly changer: ConfigChanger;
  readonly layers: ConfigLayers;
  readonly live: LiveConfig;
  readonly reloader: ConfigReloader;
}

/** What reloads the files of a folder in a server that has begun with them. */
export function aReloader(configDir: string, source: Partial<ConfigSource> = {}): AReloader {
  const clock = new FakeClock();
  const knownIntents = ['extract', 'recommend', 'summarize', 'support'];
  const whole: ConfigSource = { configDir, environment: 'prod', knownIntents, login: 'unset', ...source };
  const { snapshot, issues } = loadSnapshot({ ...whole, now: clock.now() });
  if (snapshot === null) throw new Error(describeIssues(issues));
  const live = new LiveConfig(snapshot);
  const archive = new MemoryArchive();
  const changes = new MemoryConfigChanges();
  const layers = new ConfigLayers(live, archive, changes, knownIntents);
  const reloader = new ConfigReloader(whole, layers, clock);
  const changer = new ConfigChanger(layers, changes, clock);
  return { clock, archive, changes, changer, layers, live, reloader };
}
