import { SnapshotArchive } from '../config/live/snapshot-archive.js';
import type { Flag } from '../config/flag.js';
import type { EnvironmentPolicy, ModelTarget, Profile, Route } from '../config/snapshot.js';

/** What a configuration meant that was in force once: as in a `Snapshot`, frozen. */
export interface ArchivedConfig {
  readonly digest: string;
  readonly environment: string;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly models: ReadonlyMap<string, ModelTarget>;
  readonly routing: ReadonlyMap<string, Route>;
  readonly policy: EnvironmentPolicy;
  readonly flags: ReadonlyMap<string, Flag>;
}

/**
 * Where configurations and profiles are kept that traces name by digest, so that what happened can be explained and
 * repeated when the files have changed. One contract suite (`test/contract/config-archive.contract.ts`) runs over
 * every adapter.
 */
export abstract class ConfigArchive extends SnapshotArchive {
  /** @throws AppError `INTERNAL`, reason `storage`, or `archive_unreadable` where another version has written it */
  abstract findConfig(digest: string): Promise<ArchivedConfig | null>;
  /** @throws as `findConfig` */
  abstract findProfile(digest: string): Promise<Profile | null>;
  /**
   * Deletes what was last in force so many milliseconds before every trace that there is, and before now.
   * @returns how many configurations and profiles were deleted
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract deleteUnused(marginMs: number): Promise<number>;
}
