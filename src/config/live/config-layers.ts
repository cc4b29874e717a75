import { Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { AppError } from '../../common/errors/app-error.js';
import type { Foundation } from '../changes/changeable.js';
import type { ChangeSubject, ConfigChange } from '../changes/config-change.js';
import { ChangesTarget } from '../changes/changes-target.js';
import { ConfigChanges } from '../changes/config-changes.js';
import { type IgnoredChange, type Overlay, changeableOf, overlay } from '../changes/overlay.js';
import { subjectId } from '../changes/subject-id.js';
import { variableIssue } from '../environment/read-variables.js';
import { ConfigurationError } from '../issues.js';
import { LiveConfig } from '../live-config.js';
import type { ConfigIssue, Snapshot } from '../snapshot.js';
import { hiddenEdit, hiding } from './hidden-edits.js';
import { SnapshotArchive } from './snapshot-archive.js';

type Newest = ReadonlyMap<string, ConfigChange>;

/** How often a change is drafted anew, at most, because another process was faster. */
const MOST_TRIES = 20;

/** A change that is still to be told what it makes of what is in force. */
export type ChangeDraft = Omit<ConfigChange, 'after'>;

/**
 * Makes the snapshot that serves: what the files say, and over it the newest change of each subject. Whatever is to change
 * it comes here, one at a time: the next snapshot is prepared and stored, which may fail and then changes nothing, and only
 * then swapped in, which cannot.
 */
export class ConfigLayers extends ChangesTarget {
  private readonly logger = new Logger(ConfigLayers.name);
  private readonly inTurn = pLimit(1);
  private files: Snapshot;
  private newest: Newest = new Map();
  private passedOver: readonly IgnoredChange[] = [];
  /** Ids of changes under which the files were edited. */
  private readonly hiding = new Set<string>();

  /** @param intents names of every intent that this server has */
  constructor(
    private readonly live: LiveConfig,
    private readonly archive: SnapshotArchive,
    private readonly store: ConfigChanges,
    private readonly intents: readonly string[],
  ) {
    super();
    this.files = live.current;
  }

  /**
   * Layers whose stored changes serve already.
   * @throws ConfigurationError when they cannot be read: what operators have changed must not be forgotten by a restart
   */
  static async begin(...parts: ConstructorParameters<typeof ConfigLayers>): Promise<ConfigLayers> {
    const layers = new ConfigLayers(...parts);
    try {
      await layers.catchUp();
    } catch (error) {
      throw new ConfigurationError([unreadable(error)]);
    }
    return layers;
  }

  /** What the files say, as they were last accepted. */
  get base(): Snapshot {
    return this.files;
  }

  /** What a change must fit. */
  get foundation(): Foundation {
    return { base: this.files, intents: this.intents };
  }

  /** What serves. */
  get current(): Snapshot {
    return this.live.current;
  }

  /** The newest change of each subject that lies over the files. */
  get inForce(): readonly ConfigChange[] {
    return [...this.newest.values()].filter((change) => this.current.changes.has(subjectId(change)));
  }

  /** Those that the files leave no room for, also for a part alone of what they say. */
  get ignored(): readonly IgnoredChange[] {
    return this.passedOver;
  }

  /** What the files say anew, since this process began, of what a change that is in force decides. */
  get hiddenEdits(): readonly ConfigIssue[] {
    return this.inForce.filter(({ id }) => this.hiding.has(id)).map(hiddenEdit);
  }

  /** The newest change of a subject, in force or not; undefined when it was never changed. */
  newestOf(subject: ChangeSubject): ConfigChange | undefined {
    return this.newest.get(subjectId(subject));
  }

  /** Calls `follow`, which must not fail, whenever something else serves. */
  onSwap(follow: () => void): void {
    this.live.onSwap(follow);
  }

  /**
   * Resolves when what the files say now serves, or with why it does not: a change that is in force names what there is not
   * any more. One that names what is not allowed any more keeps nothing from serving, and is passed over.
   * @throws AppError `INTERNAL`, reason `storage`: then nothing has changed
   */
  setBase(base: Snapshot): Promise<readonly ConfigIssue[]> {
    return this.inTurn(async () => {
      const { newest } = this;
      const laid = this.lay(base, newest);
      const unfit = laid.ignored.filter(({ change, isByPolicy }) => !isByPolicy && this.serves(change));
      if (unfit.length > 0) return unfit.map(refusalOf);
      const before = this.files;
      await this.bringIntoForce(base, newest, laid);
      for (const change of hiding(before, base, this.inForce)) this.tellHidden(change);
      return [];
    });
  }

  override catchUp(): Promise<void> {
    return this.inTurn(() => this.takeStored());
  }

  /**
   * Makes a change of what is in force, while nobody else here does, and resolves when it is stored and serves; with null
   * when the draft is null, and nothing has changed.
   * @param draft called when all that other processes have changed serves here, and again when one of them was faster
   * @throws AppError `CHANGE_CONFLICT` when others were faster time and again; `INTERNAL`, reason `storage`; whatever
   * `draft` throws. Then the change was not made
   */
  change(draft: () => Promise<ChangeDraft | null>): Promise<ConfigChange | null> {
    return this.inTurn(async () => {
      await this.takeStored();
      return this.draftAndMake(draft, MOST_TRIES);
    });
  }

  private async draftAndMake(
    draft: () => Promise<ChangeDraft | null>,
    tries: number,
  ): Promise<ConfigChange | null> {
    const drafted = await draft();
    if (drafted === null) return null;
    try {
      return await this.make(drafted);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CHANGE_CONFLICT') throw error;
      await this.takeStored();
      if (tries === 1) throw error;
      return this.draftAndMake(draft, tries - 1);
    }
  }

  private async make(draft: ChangeDraft): Promise<ConfigChange> {
    const { kind, key } = draft;
    const newestWith = (its: ConfigChange): Newest => new Map([...this.newest, [subjectId(its), its]]);
    const laid = this.lay(this.files, newestWith({ ...draft, after: null }));
    const change = { ...draft, after: changeableOf(kind).inForce(laid.snapshot, key) };
    await this.makeReady(laid.snapshot);
    await this.store.append(change);
    this.swap(this.files, newestWith(change), laid);
    return change;
  }

  /**
   * What is stored counts, whatever is held here. It is read in turn, so that it is never older than what was swapped in;
   * lower versions are those of a database that was put back to an older state.
   */
  private async takeStored(): Promise<void> {
    const stored = await this.store.newest(this.files.environment.name);
    const newest: Newest = new Map(stored.map((change) => [subjectId(change), change]));
    const before = this.newest;
    const news = stored.filter((change) => change.id !== before.get(subjectId(change))?.id);
    const lost = [...before].flatMap(([id, held]) =>
      (newest.get(id)?.version ?? 0) < held.version ? [held] : [],
    );
    if (news.length + lost.length === 0) return;
    await this.bringIntoForce(this.files, newest, this.lay(this.files, newest));
    for (const change of news) this.logger.log(namesOf(change), 'a change of the configuration was read');
    for (const change of lost) this.logger.warn(namesOf(change), 'a change is not in the database any more');
  }

  private lay(base: Snapshot, newest: Newest): Overlay {
    return overlay({ base, intents: this.intents }, [...newest.values()]);
  }

  private serves(change: ConfigChange): boolean {
    return this.current.changes.get(subjectId(change))?.id === change.id;
  }

  private async bringIntoForce(base: Snapshot, newest: Newest, laid: Overlay): Promise<void> {
    await this.makeReady(laid.snapshot);
    this.swap(base, newest, laid);
  }

  /** @throws AppError `INTERNAL`, reason `storage` */
  private async makeReady(snapshot: Snapshot): Promise<void> {
    await this.archive.keep(snapshot);
    this.live.prepare(snapshot);
  }

  private swap(base: Snapshot, newest: Newest, { snapshot, ignored }: Overlay): void {
    const told = new Set(this.passedOver.map(keyOf));
    this.files = base;
    this.newest = newest;
    this.passedOver = ignored;
    for (const one of ignored) if (!told.has(keyOf(one))) this.warn(one);
    this.live.swap(snapshot);
  }

  private tellHidden(change: ConfigChange): void {
    const { id, kind, key, version, by } = change;
    this.hiding.add(id);
    this.logger.warn(
      { id, kind, key, version, by },
      'the files were edited, and a change hides what they say',
    );
  }

  private warn({ change, why }: IgnoredChange): void {
    const told = { ...namesOf(change), by: change.by, why };
    this.logger.warn(told, 'a change is ignored, or a part of it, as the files leave no room for that');
  }
}

function namesOf({
  id,
  kind,
  key,
  version,
}: ConfigChange): Pick<ConfigChange, 'id' | 'kind' | 'key' | 'version'> {
  return { id, kind, key, version };
}

function keyOf({ change, why }: IgnoredChange): string {
  return `${change.id} ${why}`;
}

function refusalOf({ change, why }: IgnoredChange): ConfigIssue {
  const { kind, key, version, by, value } = change;
  const changeable = changeableOf(kind);
  const does = changeable.told(key, value ?? {});
  const author = by ?? 'the server itself';
  const message = `${does} by change ${version} (by ${author}), and here ${why}: roll it back first, or keep ${changeable.needs}`;
  return { severity: 'error', file: 'changes', path: subjectId(change), message };
}

function unreadable(error: unknown): ConfigIssue {
  if (!(error instanceof AppError) || error.reason !== 'storage') throw error;
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return variableIssue(
    'DATABASE_URL',
    `what operators have changed at run time cannot be read${cause}, and the server must not begin without it: check the database`,
  );
}
