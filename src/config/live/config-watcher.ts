import { relative, sep } from 'node:path';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type FSWatcher, watch } from 'chokidar';
import { type CancelTimer, Clock } from '../../common/clock.js';
import { ConfigReloader } from './config-reloader.js';
import { isConfigPath } from './files-stamp.js';

/** Milliseconds between two looks at a file. */
const LOOK_MS = 500;
/** Milliseconds without a further change after which a save of one or several files is taken to be over. */
const QUIET_MS = 300;
/** Milliseconds after which a reload comes in any case. */
const MOST_MS = 3000;
/** Folders in folders: the one of the evals. */
const DEPTH = 1;

/**
 * Reloads the configuration when its files change. It looks at them, rather than being told by the kernel: only looks see
 * what other machines, virtual ones and swapped links change, and there are few files to look at.
 */
@Injectable()
export class ConfigWatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ConfigWatcher.name);
  private watcher: FSWatcher | undefined;
  private cancelTimer: CancelTimer = () => {};
  /** `Clock.monotonic()` at the first change that no reload has seen. */
  private changedAt: number | undefined;

  /** @param configDir null when nobody wants the files to be watched */
  constructor(
    private readonly configDir: string | null,
    private readonly reloader: ConfigReloader,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    const { configDir } = this;
    if (configDir === null) return;
    this.watcher = watch(configDir, {
      backend: 'polling',
      pollingInterval: LOOK_MS,
      depth: DEPTH,
      ignoreInitial: true,
      persistent: false,
      ignored: (path) => !isConfigPath(partsOf(relative(configDir, path))),
    });
    this.watcher.on('all', () => this.changed());
    // What was changed while the server began.
    this.watcher.on('ready', () => this.changed());
    this.watcher.on('error', (error) =>
      this.logger.warn({ err: error }, 'the configuration files cannot be watched'),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.cancelTimer();
    await this.watcher?.close().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'the watch of the configuration files could not be ended');
    });
  }

  private changed(): void {
    const now = this.clock.monotonic();
    this.changedAt ??= now;
    this.cancelTimer();
    const left = this.changedAt + MOST_MS - now;
    this.cancelTimer = this.clock.after(Math.max(0, Math.min(QUIET_MS, left)), () => {
      this.changedAt = undefined;
      void this.reloader.reload('watch');
    });
  }
}

function partsOf(path: string): string[] {
  return path.split(sep);
}
