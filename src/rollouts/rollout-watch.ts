import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type CancelTimer, Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import type { ChangeSubject } from '../config/changes/config-change.js';
import { routeValue } from '../config/changes/changeable-routes.js';
import { ConfigChanger } from '../config/changes/config-changer.js';
import { ConfigLayers } from '../config/live/config-layers.js';
import { LiveConfig } from '../config/live-config.js';
import { type Rollout, rolloutOf, rolloutsOf } from '../profiles/rollout.js';
import { RolloutComparisons } from './rollout-comparisons.js';
import { RolloutMetrics } from './rollout-metrics.js';
import { type WorseArm, evidenceOf, reasonOf, routeWithout, worseArms } from './taking-back.js';

/** Milliseconds between two looks. */
export const LOOK_MS = 15_000;

/**
 * Takes a tried profile back as soon as it is certain to be worse than its baseline. Every process looks; of those that find
 * the same, one changes the route, and the others find it changed. Nobody looks while nothing is watched.
 */
@Injectable()
export class RolloutWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RolloutWatch.name);
  private cancelTimer: CancelTimer | undefined;
  private looking: Promise<void> | undefined;
  private isStopped = false;
  /** Intents of which the log was told that they cannot be watched. */
  private readonly failing = new Set<string>();
  /** By intent, the key of the rollout of which the log was told that it has no baseline. */
  private readonly alone = new Map<string, string>();

  constructor(
    private readonly comparisons: RolloutComparisons,
    private readonly changer: ConfigChanger,
    private readonly layers: ConfigLayers,
    private readonly config: LiveConfig,
    private readonly metrics: RolloutMetrics,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.config.onSwap(() => this.begin());
    this.begin();
  }

  /** Resolves when nothing is being taken back any more. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    this.cancelTimer?.();
    await this.looking;
  }

  private get watched(): Rollout[] {
    return rolloutsOf(this.config.current).filter(
      ({ guard, baselinePercent }) => guard !== null && baselinePercent > 0,
    );
  }

  private begin(): void {
    for (const { guard, baselinePercent, intent, key } of rolloutsOf(this.config.current)) {
      if (guard === null || baselinePercent > 0 || this.alone.get(intent) === key) continue;
      this.alone.set(intent, key);
      this.logger.warn({ intent }, 'a rollout is not watched: its shares leave nobody to compare with');
    }
    this.plan();
  }

  private plan(): void {
    if (this.looking !== undefined || this.isStopped) return;
    if (this.watched.length === 0) {
      this.cancelTimer?.();
      this.cancelTimer = undefined;
      return;
    }
    this.cancelTimer ??= this.clock.after(LOOK_MS, () => {
      this.cancelTimer = undefined;
      this.looking = this.look();
    });
  }

  private async look(): Promise<void> {
    for (const rollout of this.watched) {
      if (!this.isStopped) await this.attempt(rollout);
    }
    this.looking = undefined;
    this.plan();
  }

  /** What cannot be looked at now is left as it is, and looked at the next time. */
  private async attempt(rollout: Rollout): Promise<void> {
    const { intent } = rollout;
    try {
      await this.lookAt(rollout);
      if (this.failing.delete(intent)) this.logger.log({ intent }, 'the rollout is watched again');
    } catch (error) {
      if (!this.failing.has(intent)) this.logger.warn({ intent, err: error }, 'a rollout cannot be watched');
      this.failing.add(intent);
    }
  }

  private async lookAt(rollout: Rollout): Promise<void> {
    // As of before the figures: whoever changes the route meanwhile has the last word.
    const version = this.layers.newestOf(subjectOf(rollout))?.version ?? 0;
    const arms = worseArms(await this.comparisons.tests(this.config.current, rollout));
    if (arms.length === 0) return;
    try {
      await this.takeBack(rollout, arms, version);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CHANGE_CONFLICT') throw error;
    }
  }

  private async takeBack(rollout: Rollout, arms: readonly WorseArm[], version: number): Promise<void> {
    const { intent, key } = rollout;
    const profiles = new Set(arms.map(({ profile }) => profile));
    const reason = reasonOf(rollout, arms);
    await this.changer.change({
      subject: subjectOf(rollout),
      action: 'auto-rollback',
      by: null,
      version,
      reason,
      value: routeValue(routeWithout(this.config.current, intent, profiles)),
      evidence: async (inForce) => {
        // The files may have changed, of which no version tells.
        if (rolloutOf(inForce, intent)?.key !== key) throw new AppError('CHANGE_CONFLICT');
        return evidenceOf(rollout, arms);
      },
    });
    for (const { profile, test } of arms) {
      this.metrics.takenBack(intent, profile, test.metric);
      this.logger.error({ intent, profile, metric: test.metric, reason }, 'a rollout was taken back');
    }
  }
}

function subjectOf({ intent }: Rollout): ChangeSubject {
  return { kind: 'route', key: intent };
}
