import { isDeepStrictEqual } from 'node:util';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { type CancelTimer, Clock } from '../../common/clock.js';
import { variableIssue } from '../environment/read-variables.js';
import { describeIssue, errorsIn } from '../issues.js';
import type { ConfigSource, SnapshotResult } from '../load-snapshot.js';
import type { ConfigIssue, Snapshot } from '../snapshot.js';
import { ConfigLayers } from './config-layers.js';
import { loadSettled } from './load-settled.js';
import { type ReloadOutcome, type ReloadReport, type ReloadTrigger, weightier } from './reload-report.js';

/** Milliseconds after which good files are tried again that the database did not take. */
const RETRY_MS = 5000;

/**
 * Brings the configuration files into force while the server runs: all of them, or none. One reload goes on at a time;
 * whoever asks for one meanwhile shares the next, because the files may have changed since this one read them.
 */
@Injectable()
export class ConfigReloader implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ConfigReloader.name);
  private readonly inTurn = pLimit(1);
  /** The reload that has not begun to read. */
  private waiting: { trigger: ReloadTrigger; readonly report: Promise<ReloadReport> } | undefined;
  private cancelRetry: CancelTimer = () => {};
  /** A change at run time stands against the files. */
  private isBlocked = false;
  private stopping = false;
  private last: ReloadReport;
  private rejected: ReloadReport | null = null;
  private readonly tally: Record<ReloadOutcome, number> = { applied: 0, unchanged: 0, rejected: 0 };

  constructor(
    private readonly source: ConfigSource,
    private readonly layers: ConfigLayers,
    private readonly clock: Clock,
  ) {
    this.last = { at: layers.base.loadedAt, trigger: 'start', outcome: 'applied', errors: [] };
    layers.onSwap(() => this.tryAgainUnblocked());
  }

  get lastReload(): ReloadReport {
    return this.last;
  }

  /** Stays when a later reload was applied. */
  get lastRejected(): ReloadReport | null {
    return this.rejected;
  }

  /** Reloads since the start. */
  get counts(): Readonly<Record<ReloadOutcome, number>> {
    return this.tally;
  }

  /**
   * Resolves with what came of a reload that began to read after this call; while the server stops nothing is read, and it
   * is rejected, which nobody needs to be told. Never rejects itself.
   */
  reload(trigger: ReloadTrigger): Promise<ReloadReport> {
    if (this.stopping) return Promise.resolve(this.refusal(trigger));
    if (this.waiting !== undefined) {
      this.waiting.trigger = weightier(this.waiting.trigger, trigger);
      return this.waiting.report;
    }
    const report = this.inTurn(() => {
      const reason = this.waiting?.trigger ?? trigger;
      this.waiting = undefined;
      this.cancelRetry();
      this.isBlocked = false;
      return this.bringIntoForce(reason);
    });
    this.waiting = { trigger, report };
    return report;
  }

  /** Resolves when every reload that somebody has asked for by now has come to its end. */
  async settled(): Promise<void> {
    await this.inTurn(() => {});
  }

  /** Resolves when no reload goes on any more, nor begins again. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.settled();
    this.cancelRetry();
  }

  /** What is read now would be stored when the database is closed. */
  private refusal(trigger: ReloadTrigger): ReloadReport {
    const message = 'is not read any more: the server stops';
    const error: ConfigIssue = { severity: 'error', file: this.source.configDir, path: '', message };
    return { at: this.clock.now(), trigger, outcome: 'rejected', errors: [error] };
  }

  private async bringIntoForce(trigger: ReloadTrigger): Promise<ReloadReport> {
    const { base } = this.layers;
    const at = this.clock.now();
    const { snapshot, issues } = this.read(at, base);
    if (snapshot === null) return this.reject({ at, trigger, outcome: 'rejected', errors: errorsIn(issues) });
    if (saysTheSame(snapshot, base)) return this.leave({ at, trigger, outcome: 'unchanged', errors: [] });
    try {
      const refusals = await this.layers.setBase(snapshot);
      if (refusals.length > 0) {
        this.isBlocked = true;
        return this.reject({ at, trigger, outcome: 'rejected', errors: refusals });
      }
    } catch (error) {
      this.tryAgainLater(error);
      return this.reject({ at, trigger, outcome: 'rejected', errors: [notStored()] });
    }
    return this.apply({ at, trigger, outcome: 'applied', errors: [] }, base, snapshot);
  }

  private read(now: number, serving: Snapshot): SnapshotResult {
    try {
      return loadSettled({ ...this.source, now, serving });
    } catch (error) {
      // A fault of ours must not end a server that has a configuration.
      this.logger.error({ err: error }, 'reading the configuration failed');
      const message = 'cannot be read, by a fault of the server that its log tells of';
      const issue: ConfigIssue = { severity: 'error', file: this.source.configDir, path: '', message };
      return { snapshot: null, issues: [issue] };
    }
  }

  private apply(report: ReloadReport, before: Snapshot, { digest, warnings }: Snapshot): ReloadReport {
    const told = { trigger: report.trigger, digest, before: before.digest, warnings: warnings.length };
    this.logger.log(told, 'the configuration was reloaded');
    const known = new Set(before.warnings.map(({ message }) => message));
    for (const warning of warnings) {
      if (!known.has(warning.message)) this.logger.warn(describeIssue(warning).trim());
    }
    return this.note(report);
  }

  private leave(report: ReloadReport): ReloadReport {
    // A file that was only touched is no news, unless it was broken before.
    if (report.trigger === 'watch' && this.last.outcome !== 'rejected') return report;
    this.logger.log({ trigger: report.trigger }, 'the configuration is as it was');
    return this.note(report);
  }

  private reject(report: ReloadReport): ReloadReport {
    const { trigger, errors } = report;
    const told = { trigger, inForce: this.layers.base.digest, errors: errors.length };
    this.logger.error(told, 'the configuration files are not used: what was in force before stays so');
    for (const error of errors) this.logger.error(describeIssue(error).trim());
    this.rejected = report;
    return this.note(report);
  }

  private note(report: ReloadReport): ReloadReport {
    this.last = report;
    this.tally[report.outcome] += 1;
    return report;
  }

  /** Nobody touches files that are good, so that nothing else would bring them into force. */
  private tryAgainLater(error: unknown): void {
    this.logger.warn({ err: error }, 'a configuration could not be stored');
    if (this.stopping) return;
    this.cancelRetry = this.clock.after(RETRY_MS, () => void this.reload('retry'));
  }

  /** Whoever takes the change back does not touch the files. */
  private tryAgainUnblocked(): void {
    if (this.isBlocked) void this.reload('retry');
  }
}

/** Also of what is no part of the digest: the evals, and where the warnings stand. */
function saysTheSame(next: Snapshot, { loadedAt, ...serving }: Snapshot): boolean {
  return isDeepStrictEqual({ ...next, loadedAt }, { ...serving, loadedAt });
}

function notStored(): ConfigIssue {
  return variableIssue(
    'DATABASE_URL',
    'the database takes no writes, and a configuration must be stored before it serves, since traces name it; tried again every few seconds',
  );
}
