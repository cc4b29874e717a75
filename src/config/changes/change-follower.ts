import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type CancelTimer, Clock } from '../../common/clock.js';
import { LiveConfig } from '../live-config.js';
import { ChangeFeed } from './change-feed.js';
import { ChangesTarget } from './changes-target.js';
import { ConfigChanges } from './config-changes.js';

/**
 * Milliseconds between two looks. With the look itself, every change is seen within two seconds, whether or not
 * somebody tells of it: a connection that died without a word tells of nothing.
 */
const LOOK_MS = 1200;

/** Keeps this process at the newest changes, whoever made them: it looks for them now and then, and when it is told of one. */
@Injectable()
export class ChangeFollower implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ChangeFollower.name);
  private stopFollowing: () => Promise<void> = async () => {};
  private cancelTimer: CancelTimer = () => {};
  private looking: Promise<void> | null = null;
  /** There is to be a look that begins from now on: what is running may have missed something. */
  private isDue = false;
  /** Somebody told of a change that may not be in force yet. */
  private isTold = false;
  private isStopped = false;
  /** `ConfigChanges.head` as of what is in force; undefined when that may be older. */
  private head: string | undefined;
  private hasFailed = false;

  constructor(
    private readonly changes: ConfigChanges,
    private readonly feed: ChangeFeed,
    private readonly target: ChangesTarget,
    private readonly config: LiveConfig,
    private readonly clock: Clock,
  ) {}

  /** Resolves when what was changed before is in force: a server that begins serves what the others serve. */
  async onApplicationBootstrap(): Promise<void> {
    this.stopFollowing = this.feed.follow(this.config.current.environment.name, () => this.hear());
    await this.look();
  }

  /** Resolves when nothing is looked for any more. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    this.cancelTimer();
    await this.stopFollowing();
    await this.looking;
  }

  private hear(): void {
    this.isTold = true;
    void this.look();
  }

  private look(): Promise<void> {
    this.isDue = true;
    this.looking ??= this.run();
    return this.looking;
  }

  private async run(): Promise<void> {
    this.cancelTimer();
    while (this.isDue && !this.isStopped) {
      this.isDue = false;
      await this.attempt();
    }
    this.looking = null;
    if (this.isStopped) return;
    this.cancelTimer = this.clock.after(LOOK_MS, () => void this.look());
  }

  private async attempt(): Promise<void> {
    try {
      await this.catchUp();
      if (this.hasFailed) this.logger.log('changes of the configuration are followed again');
      this.hasFailed = false;
    } catch (error) {
      if (!this.hasFailed)
        this.logger.warn(
          { err: error },
          'changes of the configuration cannot be followed: what is in force stays',
        );
      this.hasFailed = true;
    }
  }

  private async catchUp(): Promise<void> {
    const { name } = this.config.current.environment;
    // Whoever tells of a change is believed, whatever the head says, until what is stored has been read since.
    if (this.isTold) this.head = undefined;
    this.isTold = false;
    // Before what is newest: whatever comes in between is read once more, and never missed.
    const head = await this.changes.head(name);
    if (head === this.head) return;
    await this.target.catchUp();
    this.head = head;
  }
}
