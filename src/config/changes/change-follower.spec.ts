import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { aChange } from '../../../test/support/a-change.js';
import { aSnapshot } from '../../../test/support/a-snapshot.js';
import { ChangesSeen } from '../../../test/support/changes-seen.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { AppError } from '../../common/errors/app-error.js';
import { LiveConfig } from '../live-config.js';
import { ChangeFeed } from './change-feed.js';
import { ChangeFollower } from './change-follower.js';
import type { ConfigChange } from './config-change.js';
import { type ChangePage, ConfigChanges } from './config-changes.js';

const LOOK_MS = 1200;

/** A feed that tells of what the test wants it to. */
class HandFeed extends ChangeFeed {
  isStopped = false;
  hint: () => void = () => {};

  override follow(_environment: string, hint: () => void): () => Promise<void> {
    this.hint = hint;
    return async () => {
      this.isStopped = true;
    };
  }
}

/** Changes of one subject, which others make. */
class MemoryChanges extends ConfigChanges {
  readonly made: ConfigChange[] = [];
  isDown = false;
  /** Whether a look finds the head that it found before, whatever was made. */
  isHeadStuck = false;

  override async head(): Promise<string> {
    if (this.isDown) throw new AppError('INTERNAL', { reason: 'storage' });
    return this.isHeadStuck ? '' : (this.made.at(-1)?.id ?? '');
  }

  override async newest(): Promise<readonly ConfigChange[]> {
    return this.made.slice(-1);
  }

  override async find(): Promise<ConfigChange | null> {
    return null;
  }

  override async history(): Promise<ChangePage> {
    return { changes: this.made, nextCursor: null };
  }

  override async append(change: ConfigChange): Promise<void> {
    this.made.push(change);
  }

  /** The next one. */
  async make(): Promise<void> {
    await this.append(aChange({ version: this.made.length + 1 }));
  }
}

describe('ChangeFollower', () => {
  let lines: string[];

  beforeEach(() => {
    lines = [];
    const note =
      (level: string) =>
      (_: unknown, message: unknown): void => {
        lines.push(`${level} ${String(message)}`);
      };
    Logger.overrideLogger({
      log: (message: unknown) => lines.push(`log ${String(message)}`),
      warn: note('warn'),
      error: note('error'),
    });
  });
  afterEach(() => Logger.overrideLogger(['log', 'warn', 'error']));

  function following() {
    const [clock, feed, changes] = [new FakeClock(), new HandFeed(), new MemoryChanges()];
    const target = new ChangesSeen(changes);
    const follower = new ChangeFollower(changes, feed, target, new LiveConfig(aSnapshot()), clock);
    onTestFinished(() => follower.beforeApplicationShutdown());
    /** Lets the time pass until it looks next, and until it has looked. */
    const look = async (): Promise<void> => {
      expect(await clock.untilTimer()).toBe(LOOK_MS);
      clock.advance(LOOK_MS);
      await clock.untilTimer();
    };
    return { clock, feed, changes, target, follower, look };
  }

  it('begins with what was changed before', async () => {
    const { changes, target, follower } = following();
    await changes.make();
    await follower.onApplicationBootstrap();
    expect(target.seen).toEqual([changes.made]);
  });

  it('sees within two seconds what others change, and bothers nobody while nothing does', async () => {
    const { changes, target, follower, look } = following();
    await follower.onApplicationBootstrap();
    await look();
    expect(target.seen).toHaveLength(1);
    await changes.make();
    await look();
    expect(target.version).toBe(1);
    await look();
    expect(target.seen).toHaveLength(2);
  });

  it('sees at once what it is told of, and looks for what nobody tells of', async () => {
    const { clock, feed, changes, target, follower, look } = following();
    await follower.onApplicationBootstrap();
    await changes.make();
    feed.hint();
    await target.until(1);
    await clock.untilTimer();
    expect(clock.pending).toEqual([LOOK_MS]);
    await changes.make();
    await look();
    expect(target.version).toBe(2);
  });

  it('misses nothing that is changed while it brings something else into force', async () => {
    const { feed, changes, target, follower } = following();
    await follower.onApplicationBootstrap();
    await changes.make();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    target.gate = () => {
      begun.resolve();
      return gate.promise;
    };
    feed.hint();
    await begun.promise;
    await changes.make();
    feed.hint();
    feed.hint();
    gate.resolve();
    await target.until(2);
    expect(target.seen).toHaveLength(3);
  });

  it('believes who tells of a change whatever the head says, and goes on trying until it is in force', async () => {
    const { clock, feed, changes, target, follower, look } = following();
    changes.isHeadStuck = true;
    await follower.onApplicationBootstrap();
    await changes.make();
    target.gate = () => Promise.reject(new AppError('INTERNAL', { reason: 'storage' }));
    feed.hint();
    await clock.untilTimer();
    changes.isDown = true;
    await look();
    expect(target.version).toBe(0);
    target.gate = () => Promise.resolve();
    changes.isDown = false;
    await look();
    expect(target.version).toBe(1);
    await look();
    expect(target.seen).toHaveLength(2);
  });

  it.each(['the database is down', 'they cannot be brought into force'])(
    'tries again, and says so once, while %s',
    async (why) => {
      const { changes, target, follower, look } = following();
      await follower.onApplicationBootstrap();
      await look();
      await changes.make();
      if (why === 'the database is down') changes.isDown = true;
      else target.gate = () => Promise.reject(new AppError('INTERNAL', { reason: 'storage' }));
      await look();
      await look();
      expect(target.version).toBe(0);
      const failure = 'warn changes of the configuration cannot be followed: what is in force stays';
      expect(lines).toEqual([failure]);

      changes.isDown = false;
      target.gate = () => Promise.resolve();
      await look();
      expect(target.version).toBe(1);
      expect(lines).toEqual([failure, 'log changes of the configuration are followed again']);
    },
  );

  it('waits when it is stopped for what it is doing, and does nothing after that', async () => {
    const { clock, feed, changes, target, follower } = following();
    await follower.onApplicationBootstrap();
    await changes.make();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    target.gate = () => {
      begun.resolve();
      return gate.promise;
    };
    feed.hint();
    await begun.promise;
    const ending = follower.beforeApplicationShutdown();
    const first = Promise.race([ending.then(() => 'ended'), new Promise(setImmediate).then(() => 'waits')]);
    expect(await first).toBe('waits');
    gate.resolve();
    await ending;
    expect(target.version).toBe(1);
    expect(feed.isStopped).toBe(true);

    await changes.make();
    feed.hint();
    await new Promise(setImmediate);
    expect(target.version).toBe(1);
    expect(clock.pending).toEqual([]);
  });
});
