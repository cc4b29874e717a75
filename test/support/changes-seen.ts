import type { ConfigChange } from '../../src/config/changes/config-change.js';
import { ChangesTarget } from '../../src/config/changes/changes-target.js';
import type { ConfigChanges } from '../../src/config/changes/config-changes.js';

/** Notes what there is whenever it is to catch up, and may be told to fail or to wait. */
export class ChangesSeen extends ChangesTarget {
  readonly seen: (readonly ConfigChange[])[] = [];
  /** What each `catchUp` waits for. */
  gate: () => Promise<void> = () => Promise.resolve();
  private readonly watchers = new Set<() => void>();

  constructor(private readonly changes: ConfigChanges) {
    super();
  }

  override async catchUp(): Promise<void> {
    const changes = await this.changes.newest('prod');
    await this.gate();
    this.seen.push(changes);
    for (const watch of this.watchers) watch();
  }

  /** The highest version that it saw last; 0 when there was none. */
  get version(): number {
    return Math.max(0, ...(this.seen.at(-1) ?? []).map(({ version }) => version));
  }

  /** Resolves when it has seen a change of that version. */
  async until(version: number): Promise<void> {
    while (this.version < version) {
      await new Promise<void>((resolve) => {
        const watch = (): void => {
          this.watchers.delete(watch);
          resolve();
        };
        this.watchers.add(watch);
      });
    }
  }
}
