import { AppError } from '../../src/common/errors/app-error.js';
import type { ChangeSubject, ConfigChange } from '../../src/config/changes/config-change.js';
import { type ChangePage, ConfigChanges } from '../../src/config/changes/config-changes.js';
import { subjectId } from '../../src/config/changes/subject-id.js';
import type { EnvironmentName } from '../../src/config/snapshot.js';

/** Changes in memory, which several servers of one process may share. */
export class MemoryConfigChanges extends ConfigChanges {
  readonly kept: ConfigChange[] = [];
  /** What each call waits for. */
  gate: () => Promise<void> = () => Promise.resolve();

  override async newest(environment: EnvironmentName): Promise<readonly ConfigChange[]> {
    await this.gate();
    return this.newestOf(environment);
  }

  override async head(environment: EnvironmentName): Promise<string> {
    await this.gate();
    return this.newestOf(environment)
      .map(({ id }) => id)
      .join(' ');
  }

  override async find(
    environment: EnvironmentName,
    subject: ChangeSubject,
    version: number,
  ): Promise<ConfigChange | null> {
    await this.gate();
    return this.of(environment, subject).find((change) => change.version === version) ?? null;
  }

  override async history(
    environment: EnvironmentName,
    subject: ChangeSubject,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<ChangePage> {
    await this.gate();
    const older = this.of(environment, subject)
      .filter(({ version }) => version < versionOf(cursor))
      .toReversed();
    const changes = older.slice(0, limit);
    const last = changes.at(-1);
    return { changes, nextCursor: last && older.length > limit ? String(last.version) : null };
  }

  override async append(change: ConfigChange): Promise<void> {
    await this.gate();
    const { length } = this.of(change.environment, change);
    if (change.version !== length + 1) throw new AppError('CHANGE_CONFLICT');
    this.kept.push(structuredClone(change));
  }

  private newestOf(environment: EnvironmentName): ConfigChange[] {
    return [...new Map(this.of(environment).map((change) => [subjectId(change), change])).values()];
  }

  private of(environment: EnvironmentName, subject?: ChangeSubject): ConfigChange[] {
    return this.kept.filter(
      (change) =>
        change.environment === environment &&
        (subject === undefined || subjectId(change) === subjectId(subject)),
    );
  }
}

function versionOf(cursor: string | undefined): number {
  if (cursor === undefined) return Infinity;
  if (/^[1-9]\d{0,8}$/.test(cursor)) return Number(cursor);
  const message = 'must be the nextCursor of an earlier page';
  throw new AppError('INPUT_INVALID', { errors: [{ pointer: '/cursor', message }] });
}
