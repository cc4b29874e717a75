import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aReloader } from '../../../test/support/a-reloader.js';
import { memoryInUse } from '../../../test/support/memory.js';
import { configDir } from '../../../test/config/config-dir.js';
import { describeIssue } from '../issues.js';
import type { ReloadReport } from './reload-report.js';

const PROFILES = 'mini-program-profiles.yaml';
const POLICY = 'env-policy.yaml';

const profiles = (prompt: string): string =>
  `profiles: { a_v1: { model: fast, system_prompt: ${JSON.stringify(prompt)} } }\nrouting: { summarize: a_v1 }\n`;
const policy = (more = ''): string => `environments:\n  prod:\n    allowed_profiles: [a_v1]\n${more}`;

function aFolder(): { dir: string; write: (name: string, text: string) => void } {
  const dir = configDir({ [PROFILES]: profiles('Be brief.'), [POLICY]: policy() });
  return { dir, write: (name, text) => writeFileSync(join(dir, name), text) };
}

const errorsOf = ({ errors }: ReloadReport, dir: string): string[] =>
  errors.map((error) => describeIssue(error).trim().replace(`${dir}/`, ''));

describe('a reload', () => {
  it('brings what the files say into force, once it is stored', async () => {
    const { dir, write } = aFolder();
    const { archive, live, reloader } = aReloader(dir);
    const before = live.current;
    write(PROFILES, profiles('Be very brief.'));
    const stored = Promise.withResolvers<void>();
    archive.gate = () => stored.promise;
    const reload = reloader.reload('api');
    await Promise.resolve();
    expect(live.current).toBe(before);
    stored.resolve();
    expect(await reload).toMatchObject({ outcome: 'applied', trigger: 'api', errors: [] });
    expect(live.current.profiles.get('a_v1')?.systemPrompt).toBe('Be very brief.');
    expect(archive.kept).toEqual([live.current.digest]);
    expect(before.profiles.get('a_v1')?.systemPrompt).toBe('Be brief.');
  });

  it('lets everybody prepare for a snapshot that is stored and does not serve yet', async () => {
    const { dir, write } = aFolder();
    const { archive, live, reloader } = aReloader(dir);
    const before = live.current;
    const seen: unknown[] = [];
    live.onPrepare(({ digest }) => seen.push([digest, live.current.digest, [...archive.kept]]));
    live.onSwap(({ digest }) => seen.push(digest));
    write(PROFILES, profiles('Be very brief.'));
    await reloader.reload('api');
    const { digest } = live.current;
    expect(seen).toEqual([[before.digest, before.digest, []], [digest, before.digest, [digest]], digest]);
  });

  it('changes nothing when any of the files is bad, and tells where; a good one comes into force afterwards', async () => {
    const { dir, write } = aFolder();
    const { archive, live, reloader } = aReloader(dir);
    const before = live.current;
    write(PROFILES, profiles('Be very brief.'));
    write(POLICY, policy('    ai_label: [\n'));
    const rejected = await reloader.reload('watch');
    expect(rejected.outcome).toBe('rejected');
    expect(errorsOf(rejected, dir)[0]).toMatch(/^error {3}env-policy\.yaml:\d+:\d+ — /);
    expect(live.current).toBe(before);
    expect(archive.kept).toEqual([]);
    expect(reloader.lastReload).toBe(rejected);

    write(POLICY, policy('    ai_label: Made by AI\n'));
    expect(await reloader.reload('watch')).toMatchObject({ outcome: 'applied', errors: [] });
    expect(live.current.environment.aiLabel).toBe('Made by AI');
    expect(reloader.lastRejected).toBe(rejected);
    expect(reloader.counts).toEqual({ applied: 1, unchanged: 0, rejected: 1 });
  });

  it('is rejected while a file is away, and clears that when the file is back as it was', async () => {
    const { dir, write } = aFolder();
    const { live, reloader } = aReloader(dir);
    const before = live.current;
    rmSync(join(dir, PROFILES));
    expect(errorsOf(await reloader.reload('watch'), dir)).toEqual([
      'error   mini-program-profiles.yaml — does not exist',
    ]);
    write(PROFILES, profiles('Be brief.'));
    expect((await reloader.reload('watch')).outcome).toBe('unchanged');
    expect(reloader.lastReload.outcome).toBe('unchanged');
    expect(live.current).toBe(before);
  });

  it.each([
    [
      'feature-flags.yaml',
      'flags: { a: { state: ENABLED, variants: { x: 1 }, metadata: { client: true } } }\n',
      'flags: {}\n',
      'say "flags: {}" there for none',
    ],
    [
      'models.yaml',
      'models: { fast: { agent: quick } }\n',
      'models: { fast: {} }\n',
      'such as "models: { fast: {} }"',
    ],
  ])(
    'is rejected when %s is gone that was in force, until somebody says so',
    async (name, text, none, advice) => {
      const { dir, write } = aFolder();
      write(name, text);
      const { live, reloader } = aReloader(dir);
      const before = live.current;
      rmSync(join(dir, name));
      write(PROFILES, profiles('Be very brief.'));
      expect(errorsOf(await reloader.reload('watch'), dir)).toEqual([expect.stringContaining(advice)]);
      expect(live.current).toBe(before);
      write(name, none);
      expect((await reloader.reload('watch')).outcome).toBe('applied');
      rmSync(join(dir, name));
      write(PROFILES, profiles('Be brief.'));
      expect((await reloader.reload('watch')).outcome).toBe('applied');
    },
  );

  it('leaves what is in force alone when the files mean the same', async () => {
    const { dir, write } = aFolder();
    const { live, reloader } = aReloader(dir);
    const before = live.current;
    write(POLICY, `# A word.\n${policy('    log_level: info\n')}`);
    expect((await reloader.reload('api')).outcome).toBe('unchanged');
    expect(live.current).toBe(before);
  });

  it('says nothing of a file that was only touched', async () => {
    const { dir } = aFolder();
    const { reloader } = aReloader(dir);
    await reloader.reload('watch');
    expect(reloader.lastReload.trigger).toBe('start');
  });

  it('takes evals over, which are no part of the digest', async () => {
    const { dir, write } = aFolder();
    const { live, reloader } = aReloader(dir);
    const { digest } = live.current;
    mkdirSync(join(dir, 'evals'));
    write('evals/brief.yaml', 'intent: summarize\nassertions: [{ type: max-chars, value: 9 }]\n');
    expect((await reloader.reload('api')).outcome).toBe('applied');
    expect([...live.current.evals.keys()]).toEqual(['brief']);
    expect(live.current.digest).toBe(digest);
  });

  it('refuses what needs a restart, with that word and the place', async () => {
    const { dir, write } = aFolder();
    const { live, reloader } = aReloader(dir);
    const before = live.current;
    write(POLICY, policy('    storage_failure: spool\n'));
    expect(errorsOf(await reloader.reload('api'), dir)).toEqual([
      'error   env-policy.yaml:4:22 environments.prod.storage_failure — changes from refuse to spool, which needs a restart',
    ]);
    expect(live.current).toBe(before);
  });

  it('refuses content checks where nobody logs in', async () => {
    const { dir, write } = aFolder();
    const { reloader } = aReloader(dir, { login: 'elsewhere' });
    write(POLICY, policy('    content_safety: { provider: wechat }\n'));
    expect(errorsOf(await reloader.reload('api'), dir)).toEqual([expect.stringContaining('JWT_JWKS_URL')]);
  });

  it('is rejected while the database takes no writes, and tried again by itself', async () => {
    const { dir, write } = aFolder();
    const { archive, clock, live, reloader } = aReloader(dir);
    const before = live.current;
    write(PROFILES, profiles('Be very brief.'));
    archive.gate = () => Promise.reject(new Error('down'));
    const rejected = await reloader.reload('watch');
    expect(errorsOf(rejected, dir)).toEqual([expect.stringMatching(/^error {3}environment DATABASE_URL — /)]);
    expect(live.current).toBe(before);

    archive.gate = () => Promise.resolve();
    const swapped = new Promise((resolve) => live.onSwap(resolve));
    clock.advance(5000);
    await swapped;
    await reloader.settled();
    expect(live.current.profiles.get('a_v1')?.systemPrompt).toBe('Be very brief.');
    expect(reloader.lastReload).toMatchObject({ trigger: 'retry', outcome: 'applied' });
  });

  it('is rejected while a change needs what it takes away, and tried again once that is taken back', async () => {
    const both = profiles('Be brief.').replace('} }', '}, a_v2: { model: fast, system_prompt: Be brief. } }');
    const allowing = policy().replace('[a_v1]', '[a_v1, a_v2]');
    const { dir, write } = aFolder();
    write(PROFILES, both);
    write(POLICY, allowing);
    const { changer, live, reloader } = aReloader(dir);
    const order = {
      subject: { kind: 'route', key: 'summarize' },
      reason: 'A test wants it.',
      by: 'op_1',
    } as const;
    await changer.change({ ...order, value: { profile: 'a_v2' } });
    const before = live.current;
    write(POLICY, policy());
    write(PROFILES, profiles('Be brief.'));
    expect(errorsOf(await reloader.reload('watch'), dir)).toEqual([
      'error   changes route:summarize — summarize is routed to a_v2 by change 1 (by op_1), and here there is no profile "a_v2" (did you mean "a_v1"?): roll it back first, or keep the profile',
    ]);
    expect(live.current).toBe(before);

    const applied = new Promise<void>((resolve) => {
      live.onSwap(({ environment }) => environment.allowedProfiles.length === 1 && resolve());
    });
    await changer.rollBack(order);
    await applied;
    expect(live.current.environment.routing.size).toBe(0);
  });

  it('does not begin again by itself once the server stops', async () => {
    const { dir, write } = aFolder();
    const { archive, clock, reloader } = aReloader(dir);
    write(PROFILES, profiles('Be very brief.'));
    archive.gate = () => Promise.reject(new Error('down'));
    await reloader.reload('watch');
    await reloader.beforeApplicationShutdown();
    expect(clock.pending).toEqual([]);
  });

  it('is not begun any more while the server stops, and one that goes on is waited for', async () => {
    const { dir, write } = aFolder();
    const { archive, live, reloader } = aReloader(dir);
    const { promise: stored, resolve: store } = Promise.withResolvers<void>();
    archive.gate = () => stored;
    write(PROFILES, profiles('Be very brief.'));
    const before = reloader.reload('watch');
    await Promise.resolve();
    const stopped = reloader.beforeApplicationShutdown();
    write(PROFILES, profiles('Be silent.'));
    const late = await reloader.reload('signal');
    expect(errorsOf(late, dir)).toEqual([`error   ${dir} — is not read any more: the server stops`]);
    store();
    await stopped;
    expect((await before).outcome).toBe('applied');
    expect(live.current.profiles.get('a_v1')?.systemPrompt).toBe('Be very brief.');
    expect(reloader.lastReload).toMatchObject({ trigger: 'watch', outcome: 'applied' });
  });
});

describe('reloads at the same time', () => {
  it('come one after the other, and everybody who waits shares the next', async () => {
    const { dir, write } = aFolder();
    const { archive, live, reloader } = aReloader(dir);
    const entered = Promise.withResolvers<void>();
    const stored = Promise.withResolvers<void>();
    archive.gate = () => {
      entered.resolve();
      return stored.promise;
    };
    write(PROFILES, profiles('First.'));
    const first = reloader.reload('watch');
    await entered.promise;
    write(PROFILES, profiles('Second.'));
    const others = Array.from({ length: 20 }, () => reloader.reload('api'));
    expect(new Set(others).size).toBe(1);
    stored.resolve();
    expect((await first).outcome).toBe('applied');
    for (const other of others) expect((await other).outcome).toBe('applied');
    expect(live.current.profiles.get('a_v1')?.systemPrompt).toBe('Second.');
    expect(archive.kept).toHaveLength(2);
  });
});

describe('a reload that several have asked for', () => {
  it.each([
    ['watch', 'api', 'api'],
    ['api', 'watch', 'api'],
    ['signal', 'watch', 'signal'],
    ['retry', 'signal', 'signal'],
  ] as const)('by %s and %s is told of as the one by %s', async (first, second, told) => {
    const { reloader } = aReloader(aFolder().dir);
    const reports = [reloader.reload(first), reloader.reload(second)];
    expect(new Set(await Promise.all(reports)).size).toBe(1);
    expect(reloader.lastReload).toMatchObject({ trigger: told, outcome: 'unchanged' });
    expect(reloader.counts.unchanged).toBe(1);
  });
});

describe('snapshots that serve nobody any more', () => {
  it('are let go', { timeout: 30_000 }, async () => {
    const { dir, write } = aFolder();
    const { reloader } = aReloader(dir);
    const large = 'A sentence of a long prompt. '.repeat(3000);
    const reloadAll = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        write(PROFILES, profiles(`${time} of ${times}. ${large}`));
        expect((await reloader.reload('api')).outcome).toBe('applied');
      }
    };
    await reloadAll(10);
    const before = memoryInUse();
    await reloadAll(100);
    // A hundred prompts are nine megabytes.
    expect(memoryInUse() - before).toBeLessThan(4_000_000);
  });
});
