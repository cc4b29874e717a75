import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, type TestContext, it } from 'vitest';
import { type ConfigTexts, configDir } from '../../../test/config/config-dir.js';
import { type AReloader, aReloader } from '../../../test/support/a-reloader.js';
import { ConfigWatcher } from './config-watcher.js';

const PROFILES = 'mini-program-profiles.yaml';
const POLICY = 'env-policy.yaml';
/** After which a reload comes whatever else changes. */
const MOST_MS = 3000;

const profiles = (prompt: string): string =>
  `profiles: { a_v1: { model: fast, system_prompt: ${prompt} } }\nrouting: { summarize: a_v1 }\n`;
const POLICY_TEXT = 'environments: { prod: { allowed_profiles: [a_v1] } }\n';

interface Watched extends AReloader {
  readonly prompt: string | undefined;
  /** Resolves when a change has been seen, and what came of it is decided. */
  seen(): Promise<void>;
}

async function watched({ onTestFinished }: TestContext, dir: string): Promise<Watched> {
  const parts = aReloader(dir);
  const { clock, live, reloader } = parts;
  const watcher = new ConfigWatcher(dir, reloader, clock);
  onTestFinished(() => watcher.beforeApplicationShutdown());
  const seen = async (): Promise<void> => {
    await clock.untilTimer();
    clock.advance(MOST_MS);
    await reloader.settled();
  };
  watcher.onApplicationBootstrap();
  // It looks at what was changed while the server began.
  await seen();
  return {
    ...parts,
    seen,
    get prompt() {
      return live.current.profiles.get('a_v1')?.systemPrompt;
    },
  };
}

const folder = ({ onTestFinished }: TestContext, texts: ConfigTexts = {}): string =>
  configDir({ [PROFILES]: profiles('One.'), [POLICY]: POLICY_TEXT, ...texts }, onTestFinished);

/** As editors save: the new text stands in another file, which takes the place of the old one. */
function renameSave(path: string, text: string): void {
  const other = join(dirname(path), '.saving');
  writeFileSync(other, text);
  renameSync(other, path);
}

/** Puts a link in the place of another, in one step. */
function relink(path: string, target: string): void {
  symlinkSync(target, `${path}_tmp`);
  renameSync(`${path}_tmp`, path);
}

// Most of the time goes by between the looks at the files: all of them wait at once.
describe.concurrent('a change of the files is seen', () => {
  it('when an editor puts a new file in the place of the old one, again and again', async (test) => {
    const dir = folder(test);
    const server = await watched(test, dir);
    for (const prompt of ['Two.', 'Three.', 'Four.']) {
      renameSave(join(dir, PROFILES), profiles(prompt));
      await server.seen();
      expect(server.prompt).toBe(prompt);
    }
  });

  it('when Kubernetes swaps the link to all files, and removes the old ones', async (test) => {
    const dir = folder(test, { [PROFILES]: null, [POLICY]: null });
    const put = (version: string, prompt: string): void => {
      mkdirSync(join(dir, version));
      writeFileSync(join(dir, version, PROFILES), profiles(prompt));
      writeFileSync(join(dir, version, POLICY), POLICY_TEXT);
      relink(join(dir, '..data'), version);
    };
    put('..one', 'One.');
    for (const name of [PROFILES, POLICY]) symlinkSync(join('..data', name), join(dir, name));
    const server = await watched(test, dir);
    put('..two', 'Two.');
    rmSync(join(dir, '..one'), { recursive: true });
    await server.seen();
    expect(server.prompt).toBe('Two.');
    put('..three', 'Three.');
    rmSync(join(dir, '..two'), { recursive: true });
    await server.seen();
    expect(server.prompt).toBe('Three.');
  });

  it('when the folder itself is a link that is swapped', async (test) => {
    const dir = folder(test, { [PROFILES]: null, [POLICY]: null });
    for (const version of ['One.', 'Two.']) {
      mkdirSync(join(dir, version));
      writeFileSync(join(dir, version, PROFILES), profiles(version));
      writeFileSync(join(dir, version, POLICY), POLICY_TEXT);
    }
    const link = join(dir, 'current');
    symlinkSync('One.', link);
    const server = await watched(test, link);
    relink(link, 'Two.');
    await server.seen();
    expect(server.prompt).toBe('Two.');
  });

  it('when a link leads to a file elsewhere, which is written to', async (test) => {
    const elsewhere = join(configDir({ [PROFILES]: profiles('One.') }, test.onTestFinished), PROFILES);
    const dir = folder(test, { [PROFILES]: null });
    symlinkSync(elsewhere, join(dir, PROFILES));
    const server = await watched(test, dir);
    writeFileSync(elsewhere, profiles('Two.'));
    await server.seen();
    expect(server.prompt).toBe('Two.');
  });

  it('when a file is deleted and made again; meanwhile the old configuration serves', async (test) => {
    const dir = folder(test);
    const server = await watched(test, dir);
    rmSync(join(dir, PROFILES));
    await server.seen();
    expect(server.reloader.lastReload).toMatchObject({ outcome: 'rejected', trigger: 'watch' });
    expect(server.prompt).toBe('One.');
    writeFileSync(join(dir, PROFILES), profiles('Two.'));
    await server.seen();
    expect(server.prompt).toBe('Two.');
  });

  it('when half a file is written, and then the rest', async (test) => {
    const dir = folder(test);
    const server = await watched(test, dir);
    const text = profiles('Two.');
    writeFileSync(join(dir, PROFILES), text.slice(0, 40));
    await server.seen();
    expect(server.reloader.lastReload.outcome).toBe('rejected');
    expect(server.prompt).toBe('One.');
    writeFileSync(join(dir, PROFILES), text);
    await server.seen();
    expect(server.reloader.lastReload.outcome).toBe('applied');
    expect(server.prompt).toBe('Two.');
  });

  it('in evals, also in a folder that was not there', async (test) => {
    const dir = folder(test);
    const server = await watched(test, dir);
    mkdirSync(join(dir, 'evals'));
    writeFileSync(
      join(dir, 'evals', 'brief.yaml'),
      'intent: summarize\nassertions: [{ type: max-chars, value: 9 }]\n',
    );
    await server.seen();
    expect([...server.live.current.evals.keys()]).toEqual(['brief']);
  });

  it('when it was made while the server began', async (test) => {
    const dir = folder(test);
    const { clock, live, reloader } = aReloader(dir);
    writeFileSync(join(dir, PROFILES), profiles('Two.'));
    const watcher = new ConfigWatcher(dir, reloader, clock);
    test.onTestFinished(() => watcher.beforeApplicationShutdown());
    const swapped = new Promise((resolve) => live.onSwap(resolve));
    watcher.onApplicationBootstrap();
    await clock.untilTimer();
    clock.advance(MOST_MS);
    await swapped;
    expect(live.current.profiles.get('a_v1')?.systemPrompt).toBe('Two.');
  });
});

describe.concurrent('watching', () => {
  it('waits until a save of several files is over', async (test) => {
    const dir = folder(test);
    const { clock, live } = await watched(test, dir);
    const before = live.current;
    const swapped = new Promise((resolve) => live.onSwap(resolve));
    writeFileSync(join(dir, PROFILES), profiles('Two.'));
    const quiet = await clock.untilTimer();
    clock.advance(quiet - 1);
    await Promise.resolve();
    expect(live.current).toBe(before);
    clock.advance(1);
    await swapped;
    expect(live.current.profiles.get('a_v1')?.systemPrompt).toBe('Two.');
  });

  it('can be switched off', async (test) => {
    const { clock, reloader } = aReloader(folder(test));
    const watcher = new ConfigWatcher(null, reloader, clock);
    watcher.onApplicationBootstrap();
    expect(clock.pending).toEqual([]);
    await watcher.beforeApplicationShutdown();
  });
});
