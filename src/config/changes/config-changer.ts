import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import { newId } from '../../common/ids.js';
import { type ChangeDraft, ConfigLayers } from '../live/config-layers.js';
import type { Snapshot } from '../snapshot.js';
import type { ChangeAction, ChangeSubject, ConfigChange, JsonObject } from './config-change.js';
import { ConfigChanges } from './config-changes.js';
import { changeableOf, told } from './overlay.js';

/** What every change at run time says of itself. */
export interface ChangeOrder {
  readonly subject: ChangeSubject;
  readonly reason: string;
  /** The operator's user id; null: the server itself. */
  readonly by: string | null;
  /** The version that whoever orders it has seen, 0 when there was none; absent: whatever it is. */
  readonly version?: number | undefined;
  /**
   * What the change is based on, found out while nothing else changes what is in force; what it throws refuses the change.
   * Absent: nothing.
   */
  readonly evidence?: (inForce: Snapshot) => Promise<JsonObject | null>;
}

export interface SetOrder extends ChangeOrder {
  /** What is to lie over the files. */
  readonly value: JsonObject;
  /** Default `set`. */
  readonly action?: 'set' | 'auto-rollback';
}

export interface RollbackOrder extends ChangeOrder {
  /** The version whose value is to be put back, 0 for the files; absent: what was in force before the newest change. */
  readonly to?: number | undefined;
  /** Default `rollback`. */
  readonly action?: 'rollback' | 'auto-rollback';
}

/** Of a change, what is decided once the present state is known. */
type Decision = Pick<ChangeDraft, 'action' | 'value' | 'restores'>;

/**
 * Changes at run time what lies over the files. Each call resolves when its change is stored and serves here.
 * Each is decided by what is stored, whichever process has stored it. Without `version` it goes over whatever that is.
 * Every method throws AppError `CHANGE_CONFLICT` when `version` is not the newest, or others were faster time and again;
 * `INPUT_INVALID` or `PROFILE_NOT_ALLOWED` when the files leave no room for the value; `INTERNAL`, reason `storage`. Then
 * what was in force stays so.
 */
@Injectable()
export class ConfigChanger {
  private readonly logger = new Logger(ConfigChanger.name);
  private readonly tally = new Map<string, MadeChanges>();

  constructor(
    private readonly layers: ConfigLayers,
    private readonly store: ConfigChanges,
    private readonly clock: Clock,
  ) {}

  /** Changes made in this process since its start. */
  get counts(): readonly MadeChanges[] {
    return [...this.tally.values()];
  }

  /** Lays a value over the files. What it leaves out stays what it is, and is kept with it. */
  async change({ value, action = 'set', ...order }: SetOrder): Promise<void> {
    const { kind, key } = order.subject;
    await this.make(order, async () => ({
      action,
      value: changeableOf(kind).completed(this.layers.current, key, value),
      restores: null,
    }));
  }

  /**
   * Puts back what was in force before: repeated, it goes further back, to the files in the end.
   * @throws AppError `NOTHING_TO_ROLL_BACK` when the files are in force already; `INPUT_INVALID` for a `to` that there is not
   */
  async rollBack({ to, action = 'rollback', ...order }: RollbackOrder): Promise<void> {
    await this.make(order, async (newest) => {
      const restores = to === undefined ? await this.before(newest) : await this.versionOf(order.subject, to);
      const value = restores === 0 ? null : (await this.find(order.subject, restores)).value;
      return { action, value, restores };
    });
  }

  /** Leaves the subject to the files again; changes nothing where nothing lies over them. */
  async clear(order: ChangeOrder): Promise<void> {
    await this.make(order, async (newest) =>
      newest === undefined || newest.value === null ? null : { action: 'clear', value: null, restores: null },
    );
  }

  private async make(
    order: ChangeOrder,
    decide: (newest: ConfigChange | undefined) => Promise<Decision | null>,
  ): Promise<void> {
    const { subject, by } = order;
    try {
      const made = await this.layers.change(async () => {
        const newest = this.layers.newestOf(subject);
        if (order.version !== undefined && order.version !== (newest?.version ?? 0))
          throw conflict(subject, newest);
        const decision = await decide(newest);
        return decision === null ? null : this.draft(order, newest, decision);
      });
      if (made === null) return;
      const { id, action, version } = made;
      this.count(made);
      this.logger.log({ ...subject, id, by, action, version }, 'the configuration was changed at run time');
    } catch (error) {
      if (error instanceof AppError && error.code === 'CHANGE_CONFLICT' && error.detail === undefined) {
        throw conflict(subject, this.layers.newestOf(subject), error);
      }
      throw error;
    }
  }

  private async draft(
    { subject, reason, by, evidence }: ChangeOrder,
    newest: ConfigChange | undefined,
    decision: Decision,
  ): Promise<ChangeDraft> {
    const { base, current } = this.layers;
    this.checkFitness(subject, decision.value);
    return {
      kind: subject.kind,
      key: subject.key,
      id: newId(),
      environment: base.environment.name,
      version: (newest?.version ?? 0) + 1,
      ...decision,
      before: changeableOf(subject.kind).inForce(current, subject.key),
      reason,
      by,
      at: this.clock.now(),
      evidence: (await evidence?.(current)) ?? null,
    };
  }

  private checkFitness({ kind, key }: ChangeSubject, value: JsonObject | null): void {
    if (value === null) return;
    const misfits = changeableOf(kind).misfits(this.layers.foundation, key, value);
    if (misfits.length === 0) return;
    const invalid = misfits.filter(({ code }) => code === 'INPUT_INVALID');
    if (invalid.length > 0)
      throw new AppError('INPUT_INVALID', {
        errors: invalid.map(({ pointer, message }) => ({ pointer, message })),
      });
    throw new AppError('PROFILE_NOT_ALLOWED', { detail: `${told(misfits)}.` });
  }

  private async before(newest: ConfigChange | undefined): Promise<number> {
    if (newest === undefined || logical(newest) === 0)
      throw new AppError('NOTHING_TO_ROLL_BACK', { detail: 'The files are in force already.' });
    const previous = logical(newest) - 1;
    return previous === 0 ? 0 : logical(await this.find(newest, previous));
  }

  private async versionOf(subject: ChangeSubject, to: number): Promise<number> {
    return to === 0 ? 0 : logical(await this.find(subject, to));
  }

  private async find(subject: ChangeSubject, version: number): Promise<ConfigChange> {
    const found = await this.store.find(this.layers.base.environment.name, subject, version);
    if (found !== null) return found;
    const message = `must be 0 or a version of ${subject.key}`;
    throw new AppError('INPUT_INVALID', { errors: [{ pointer: '/to', message }] });
  }

  private count({ kind, action }: ConfigChange): void {
    const counted = this.tally.get(`${kind} ${action}`)?.count ?? 0;
    this.tally.set(`${kind} ${action}`, { kind, action, count: counted + 1 });
  }
}

export interface MadeChanges {
  readonly kind: ChangeSubject['kind'];
  readonly action: ChangeAction;
  readonly count: number;
}

/** The version whose value is in force by a change: of a rollback, the one that it restored. */
function logical({ version, restores }: ConfigChange): number {
  return restores ?? version;
}

function conflict({ key }: ChangeSubject, newest: ConfigChange | undefined, cause?: AppError): AppError {
  const detail =
    newest === undefined
      ? `${key} was never changed: its version is 0.`
      : `${key} was changed to version ${newest.version} by ${newest.by ?? 'the server itself'} at ${new Date(newest.at).toISOString()}.`;
  return new AppError('CHANGE_CONFLICT', { detail, cause });
}
