import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type CancelTimer, Clock } from '../../common/clock.js';
import { ConfigReloader } from './config-reloader.js';
import { stampInTime } from './files-stamp.js';

/** Milliseconds between the end of a look at the files and the next. */
const LOOK_MS = 500;
/** Milliseconds in which nothing more has changed, after which a save of one or several files is taken to be over. */
const QUIET_MS = 300;
/** Milliseconds after the first change that was seen, after which a reload comes in any case. */
const MOST_MS = 3000;
/** Milliseconds after which a look is told of that has not come to its end. */
const SLOW_MS = 10_000;

/**
 * Reloads the configuration when its files change. It looks at them, rather than being told by the kernel: only looks see
 * what other machines, virtual ones and swapped links change, and there are few files to look at. Each look begins anew
 * from the folder's name, so that whatever was missing, or led nowhere, is seen when it is back.
 */
@Injectable()
export class ConfigWatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ConfigWatcher.name);
  private cancelTimer: CancelTimer = () => {};
  private stopping = false;
  /** What the last look saw. */
  private seen: string | undefined;
  /** `Clock.monotonic()` at the first change that no reload has seen. */
  private changedAt: number | undefined;

  /**
   * @param configDir null when nobody wants the files to be watched
   * @param lookAt resolves with another text when the files have changed; never rejects
   */
  constructor(
    private readonly configDir: string | null,
    private readonly reloader: ConfigReloader,
    private readonly clock: Clock,
    private readonly lookAt: (configDir: string) => Promise<string> = stampInTime,
  ) {}

  /** What the first look sees counts as a change: of what was changed while the server began. */
  onApplicationBootstrap(): void {
    if (this.configDir !== null) void this.look(this.configDir);
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
    this.cancelTimer();
  }

  /** The next look waits for the end of this one, so that they do not pile up before a disk that hangs. */
  private async look(configDir: string): Promise<void> {
    this.cancelTimer = this.clock.after(SLOW_MS, () => this.tellSlow(configDir));
    const stamp = await this.lookAt(configDir);
    this.cancelTimer();
    if (this.stopping) return;
    const untilNext = this.react(stamp);
    this.cancelTimer = this.clock.after(untilNext, () => void this.look(configDir));
  }

  /** @returns milliseconds until the next look */
  private react(stamp: string): number {
    const now = this.clock.monotonic();
    const isQuiet = stamp === this.seen;
    this.seen = stamp;
    if (!isQuiet) this.changedAt ??= now;
    if (this.changedAt === undefined) return LOOK_MS;
    const left = this.changedAt + MOST_MS - now;
    if (!isQuiet && left > 0) return Math.min(QUIET_MS, left);
    this.changedAt = undefined;
    void this.reloader.reload('watch');
    return LOOK_MS;
  }

  private tellSlow(configDir: string): void {
    const seconds = SLOW_MS / 1000;
    this.logger.warn(
      { configDir },
      `the configuration files have not answered for ${seconds} seconds: changes are not seen until their disk does`,
    );
  }
}
