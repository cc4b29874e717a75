import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildSnapshot } from '../../src/config/build-snapshot.js';
import { policyFile } from '../../src/config/files/env-policy-file.js';
import { flagsFile } from '../../src/config/files/flags-file.js';
import { modelsFile } from '../../src/config/files/models-file.js';
import { profilesFile } from '../../src/config/files/profiles-file.js';
import type { Snapshot } from '../../src/config/snapshot.js';
import type { ConfigArchive } from '../../src/trace/config-archive.js';
import type { TraceStore } from '../../src/trace/trace-store.js';
import { aTrace } from '../support/a-trace.js';
import type { FakeClock } from '../support/fake-clock.js';

const DAY_MS = 86_400_000;
const PROMPT = 'You are a concise assistant. 简洁地回答。';

export interface OpenConfigArchive {
  readonly archive: ConfigArchive;
  /** Over the same database. */
  readonly traces: TraceStore;
  readonly clock: FakeClock;
  /** Another archive over the same database, as of another process. */
  another(): Promise<ConfigArchive>;
  /** Replaces what is stored of every profile by a text. */
  spoil(content: string): Promise<void>;
  close(): Promise<void>;
}

/** A snapshot as files make it, with all that a file can say. */
function loaded(prompt = PROMPT): Snapshot {
  const profile = { model: 'fast', system_prompt: prompt };
  const { profiles, routing } = profilesFile.parse({
    profiles: {
      summarize_v1: profile,
      summarize_v2: {
        ...profile,
        temperature: 0.2,
        top_p: 0.9,
        hedge_ms: 900,
        tools: ['search_knowledge'],
        fallback: 'summarize_v1',
        output: { max_bullets: 3 },
        labels: { owner: 'search' },
      },
    },
    routing: {
      summarize: { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent: 5 } },
      support: {
        profile: 'summarize_v1',
        variants: [{ profile: 'summarize_v2', percent: 0.5 }],
        salt: 'spring',
        targets: [
          { profile: 'summarize_v2', users: ['u_1'], app_version: '>=1.4.0', context: { locale: ['zh_CN'] } },
        ],
      },
    },
  });
  const models = modelsFile.parse({
    models: { fast: { model: 'deepseek/deepseek-chat', price: { input: 0.27, output: 1.1 } } },
  });
  const { prod } = policyFile.parse({
    environments: {
      prod: { allowed_profiles: ['summarize_v2', 'summarize_v1'], routing: { summarize: 'summarize_v2' } },
    },
  }).environments;
  if (prod === undefined) throw new Error('there is one');
  return buildSnapshot({
    profiles: { profiles, routing },
    models,
    flags: flagsFile.parse({
      flags: {
        pilot: {
          state: 'ENABLED',
          variants: { on: 'summarize_v2', off: '' },
          defaultVariant: 'off',
          targeting: { if: [{ $ref: 'early' }, 'on'] },
          metadata: { effect: 'profile', intents: 'summarize', ticket: 'MP-1' },
        },
        badge: { state: 'DISABLED', variants: { plain: { shown: [1, null] } } },
      },
      $evaluators: { early: { in: [{ var: 'targetingKey' }, ['u_1']] } },
    }),
    evals: [],
    environment: 'prod',
    policy: prod,
    warnings: [],
    loadedAt: 0,
  });
}

function profileOf(snapshot: Snapshot, name = 'summarize_v2') {
  const profile = snapshot.profiles.get(name);
  if (profile === undefined) throw new Error('there is one');
  return profile;
}

/** What every `ConfigArchive` promises. */
export function describeConfigArchive(name: string, open: () => Promise<OpenConfigArchive>): void {
  describe(`ConfigArchive: ${name}`, () => {
    let opened: OpenConfigArchive;
    let archive: ConfigArchive;

    beforeEach(async () => {
      opened = await open();
      ({ archive } = opened);
    });

    afterEach(() => opened.close());

    it('gives back a configuration as it was, after the files have changed', async () => {
      const before = loaded();
      await archive.keep(before);
      await archive.keep(loaded('Another prompt.'));
      const { digest, environment, profiles, models, routing, flags } = before;
      expect(await archive.findConfig(digest)).toEqual({
        digest,
        environment: 'prod',
        policy: environment,
        profiles,
        models,
        routing,
        flags,
      });
    });

    it('gives back a profile by its own digest', async () => {
      const snapshot = loaded();
      await archive.keep(snapshot);
      const profile = profileOf(snapshot);
      expect(await archive.findProfile(profile.digest)).toEqual(profile);
    });

    it('freezes what it gives', async () => {
      const snapshot = loaded();
      await archive.keep(snapshot);
      const config = await archive.findConfig(snapshot.digest);
      const profile = await archive.findProfile(profileOf(snapshot).digest);
      expect(Object.isFrozen(profile?.labels)).toBe(true);
      expect(Object.isFrozen(config?.policy.quotas)).toBe(true);
      expect(Object.isFrozen(config?.models.get('fast'))).toBe(true);
    });

    it('tells two profiles apart that differ in their names alone', async () => {
      const snapshot = loaded();
      const names = await Promise.all(
        [...snapshot.profiles.values()].map(async ({ digest }) => {
          await archive.keep(snapshot);
          return (await archive.findProfile(digest))?.name;
        }),
      );
      expect(names).toEqual(['summarize_v1', 'summarize_v2']);
    });

    it('has nothing under a digest that was never kept', async () => {
      await archive.keep(loaded());
      expect(await archive.findConfig('0'.repeat(64))).toBeNull();
      expect(await archive.findProfile('0'.repeat(64))).toBeNull();
    });

    it('takes the same from several processes at once', async () => {
      const snapshot = loaded();
      const others = await Promise.all(Array.from({ length: 4 }, () => opened.another()));
      await Promise.all([archive, ...others].map((one) => one.keep(snapshot)));
      expect(await archive.findConfig(snapshot.digest)).not.toBeNull();
    });

    it.each(['{', '{}', '{"name":1}'])('refuses what is no profile: %s', async (content) => {
      const snapshot = loaded();
      await archive.keep(snapshot);
      await opened.spoil(content);
      const unreadable = { code: 'INTERNAL', reason: 'archive_unreadable' };
      await expect(archive.findProfile(profileOf(snapshot).digest)).rejects.toMatchObject(unreadable);
      await expect(archive.findConfig(snapshot.digest)).rejects.toMatchObject(unreadable);
    });

    describe('deleting what no trace names', () => {
      it('keeps what was in force when the oldest trace began, and deletes what was not', async () => {
        const { clock, traces } = opened;
        const [old, current] = [loaded(), loaded('Another prompt.')];
        await archive.keep(old);
        const oldest = aTrace({ startedAt: clock.now() });
        await traces.save(oldest);
        clock.advance(10 * DAY_MS);
        await archive.keep(current);
        expect(await archive.deleteUnused(DAY_MS)).toBe(0);

        await traces.deleteBefore(oldest.environment, clock.now(), 10);
        expect(await archive.deleteUnused(DAY_MS)).toBe(3);
        expect(await archive.findConfig(old.digest)).toBeNull();
        expect(await archive.findProfile(profileOf(old).digest)).toBeNull();
        expect(await archive.findConfig(current.digest)).not.toBeNull();
      });

      it('keeps what is marked as being in force, however long ago it was stored', async () => {
        const snapshot = loaded();
        await archive.keep(snapshot);
        opened.clock.advance(10 * DAY_MS);
        await (await opened.another()).keep(snapshot);
        expect(await archive.deleteUnused(DAY_MS)).toBe(0);
        expect(await archive.findConfig(snapshot.digest)).not.toBeNull();
      });
    });
  });
}
