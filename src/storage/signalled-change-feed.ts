import { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { pause } from '../common/pause.js';
import { ChangeFeed } from '../config/changes/change-feed.js';
import type { EnvironmentName } from '../config/snapshot.js';
import type { Database } from './database.js';
import type { Signals } from './dialects/engine.js';

/** Milliseconds before the first new try to listen; each that fails doubles them. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** Milliseconds between two calls into the database, whose echo shows that it can be heard. */
const CALL_EVERY_MS = 5000;
/** Milliseconds for an echo. */
const ECHO_MS = 3000;

type Listen = Signals['listen'];

/** Hears of changes from the database, which tells of each when it is committed. */
export class SignalledChangeFeed extends ChangeFeed {
  constructor(
    private readonly database: Database,
    private readonly listen: Listen,
    private readonly clock: Clock,
  ) {
    super();
  }

  override follow(environment: EnvironmentName, hint: () => void): () => Promise<void> {
    const following = new SignalFollowing(this.database, this.listen, this.clock, { environment, hint });
    return () => following.stop();
  }
}

/**
 * Listens until it is stopped, and again when the connection is lost. It calls into the database now and then and waits
 * for the echo: a pooler may take LISTEN and pass nothing on, and a machine that vanished sends no farewell.
 */
class SignalFollowing {
  private readonly logger = new Logger(ChangeFeed.name);
  private readonly stopping = new AbortController();
  private readonly ended: Promise<void>;
  private echo: { readonly text: string; readonly heard: () => void } | null = null;
  private failures = 0;

  constructor(
    private readonly database: Database,
    private readonly listen: Listen,
    private readonly clock: Clock,
    private readonly to: { readonly environment: EnvironmentName; readonly hint: () => void },
  ) {
    this.ended = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.listenUntilLost();
      } catch (error) {
        if (signal.aborted) return;
        this.lose(error);
      }
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (this.failures - 1), LONGEST_PAUSE_MS);
      await pause(pauseMs, signal, this.clock).catch(() => {});
    }
  }

  /** @throws what it was lost by, or the reason of the stop */
  private async listenUntilLost(): Promise<never> {
    const lost = new AbortController();
    const ending = AbortSignal.any([lost.signal, this.stopping.signal]);
    const close = await this.listen({
      heard: (text) => this.hear(text),
      lost: (error) => lost.abort(error),
    });
    try {
      await this.hearEcho(ending);
      this.find();
      for (;;) {
        await pause(CALL_EVERY_MS, ending, this.clock);
        await this.hearEcho(ending);
      }
    } finally {
      await close();
    }
  }

  private hear(text: string): void {
    if (text === this.echo?.text) this.echo.heard();
    else if (text === this.to.environment) this.to.hint();
  }

  /** Resolves when what is told is heard. @throws Error when it is not; the signal's reason */
  private async hearEcho(ending: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = new AbortController();
    this.echo = { text: `echo ${newId()}`, heard: resolve };
    const tooLate = pause(ECHO_MS, AbortSignal.any([ending, done.signal]), this.clock).then(() => {
      throw new Error('LISTEN hears nothing: does a pooler stand in between?');
    });
    try {
      await Promise.race([this.database.tell(this.echo.text).then(() => promise), tooLate]);
    } finally {
      this.echo = null;
      done.abort();
    }
  }

  private find(): void {
    if (this.failures > 0) this.logger.log('changes of other processes are heard of again');
    this.failures = 0;
    // Something may have been missed before.
    this.to.hint();
  }

  private lose(error: unknown): void {
    this.failures += 1;
    if (this.failures > 1) return;
    this.logger.warn(
      { err: this.database.failure(error) },
      'changes of other processes are looked for: the database tells of none',
    );
  }
}
