import type { EnvironmentName } from '../snapshot.js';
import type { ChangeSubject, ConfigChange } from './config-change.js';

export interface ChangePage {
  /** Newest first. */
  readonly changes: readonly ConfigChange[];
  /** Opaque; null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * Where changes at run time are kept, for every process of an environment. Nothing in it is ever altered or deleted.
 * Every method throws AppError `INTERNAL`, reason `storage`. One contract suite
 * (`test/contract/config-changes.contract.ts`) runs over every adapter.
 */
export abstract class ConfigChanges {
  /** The newest change of every subject. */
  abstract newest(environment: EnvironmentName): Promise<readonly ConfigChange[]>;
  /**
   * The same exactly as long as `newest` is, whoever made it what it is: also a database that was put back to an older
   * state, and changed since. Cheap, to be asked often.
   */
  abstract head(environment: EnvironmentName): Promise<string>;
  abstract find(
    environment: EnvironmentName,
    subject: ChangeSubject,
    version: number,
  ): Promise<ConfigChange | null>;
  /** @throws AppError `INPUT_INVALID` for a cursor that this store did not make */
  abstract history(
    environment: EnvironmentName,
    subject: ChangeSubject,
    page: { limit: number; cursor?: string },
  ): Promise<ChangePage>;
  /**
   * Resolves when the change outlives this process.
   * @throws AppError `CHANGE_CONFLICT` when its version is not the next of its subject: somebody else was faster
   */
  abstract append(change: ConfigChange): Promise<void>;
}
