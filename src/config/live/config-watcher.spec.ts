import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ConfigTexts, configDir } from '../../../test/config/config-dir.js';
import { aPipe } from '../../../test/support/a-pipe.js';
import { type AReloader, aReloader } from '../../../test/support/a-reloader.js';
import { lookAgain, untilNextLook } from '../../../test/support/config-looks.js';
import { ConfigWatcher } from './config-watcher.js';

const PROFILES = 'mini-program-profiles.yaml';
const POLICY = 'env-policy.yaml';
const [LOOK_MS, QUIET_MS] = [500, 300];
const SOME_TIME_S = 1_767_225_600;

const profiles = (prompt: string): string =>
  `profiles: { a_v1: { model: fast, system_prompt: ${prompt} } }\nrouting: { summarize: a_v1 }\n`;
const POLICY_TEXT = 'environments: { prod: { allowed_profiles: [a_v1] } }\n';

interface Watched extends AReloader {
  readonly prompt: string | undefined;
  /** Resolves when a change has been seen and is over, and what came of it is decided. */
  seen(): Promise<void>;
  /** One look more. @returns milliseconds until the next: few while a change may go on */
  look(): Promise<number>;
}

async function watched(dir: string): Promise<Watched> {
  const parts = aReloader(dir);
  const { clock, live, reloader } = parts;
  const watcher = new ConfigWatcher(dir, reloader, clock);
  onTestFinished(() => watcher.beforeApplicationShutdown());
  const look = (): Promise<number> => lookAgain(clock);
  const seen = async (): Promise<void> => {
    expect(await look()).toBe(QUIET_MS);
    expect(await look()).toBe(LOOK_MS);
    await reloader.settled();
  };
  watcher.onApplicationBootstrap();
  // Its first look: what was changed while the server began would be seen by it.
  expect(await untilNextLook(clock)).toBe(QUIET_MS);
  expect(await look()).toBe(LOOK_MS);
  await reloader.settled();
  return {
    ...parts,
    seen,
    look,
    get prompt() {
      return live.current.profiles.get('a_v1')?.systemPrompt;
    },
  };
}

const folder = (texts: ConfigTexts = {}): string =>
  configDir({ [PROFILES]: profiles('One.'), [POLICY]: POLICY_TEXT, ...texts });

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

/** As Kubernetes mounts a ConfigMap: each file is a link into the folder that the link `..data` names. */
function mount(dir: string): { put: (version: string, prompt: string) => void } {
  const put = (version: string, prompt: string): void => {
    mkdirSync(join(dir, version));
    writeFileSync(join(dir, version, PROFILES), profiles(prompt));
    writeFileSync(join(dir, version, POLICY), POLICY_TEXT);
    relink(join(dir, '..data'), version);
  };
  put('..one', 'One.');
  for (const name of [PROFILES, POLICY]) symlinkSync(join('..data', name), join(dir, name));
  return { put };
}

const errorsOf = ({ reloader }: Watched): string[] =>
  reloader.lastReload.errors.map(({ file, message }) => `${basename(file)} ${message}`);

describe('a change of the files is seen', () => {
  it('when an editor puts a new file in the place of the old one, again and again', async () => {
    const dir = folder();
    const server = await watched(dir);
    for (const prompt of ['Two.', 'Three.', 'Four.']) {
      renameSave(join(dir, PROFILES), profiles(prompt));
      await server.seen();
      expect(server.prompt).toBe(prompt);
    }
  });

  it('when Kubernetes swaps the link to all files, and removes the old ones', async () => {
    const dir = folder({ [PROFILES]: null, [POLICY]: null });
    const { put } = mount(dir);
    const server = await watched(dir);
    put('..two', 'Two.');
    rmSync(join(dir, '..one'), { recursive: true });
    await server.seen();
    expect(server.prompt).toBe('Two.');
    put('..three', 'Three.');
    rmSync(join(dir, '..two'), { recursive: true });
    await server.seen();
    expect(server.prompt).toBe('Three.');
  });

  it('when the folder itself is a link that is swapped', async () => {
    const dir = folder({ [PROFILES]: null, [POLICY]: null });
    for (const version of ['One.', 'Two.']) {
      mkdirSync(join(dir, version));
      writeFileSync(join(dir, version, PROFILES), profiles(version));
      writeFileSync(join(dir, version, POLICY), POLICY_TEXT);
    }
    const link = join(dir, 'current');
    symlinkSync('One.', link);
    const server = await watched(link);
    relink(link, 'Two.');
    await server.seen();
    expect(server.prompt).toBe('Two.');
  });

  it('when a link leads to a file elsewhere, which is written to', async () => {
    const elsewhere = join(configDir({ [PROFILES]: profiles('One.') }), PROFILES);
    const dir = folder({ [PROFILES]: null });
    symlinkSync(elsewhere, join(dir, PROFILES));
    const server = await watched(dir);
    writeFileSync(elsewhere, profiles('Two.'));
    await server.seen();
    expect(server.prompt).toBe('Two.');
  });

  it('when a file is deleted and made again; meanwhile the old configuration serves', async () => {
    const dir = folder();
    const server = await watched(dir);
    rmSync(join(dir, PROFILES));
    await server.seen();
    expect(server.reloader.lastReload).toMatchObject({ outcome: 'rejected', trigger: 'watch' });
    expect(server.prompt).toBe('One.');
    writeFileSync(join(dir, PROFILES), profiles('Two.'));
    await server.seen();
    expect(server.prompt).toBe('Two.');
  });

  it('when half a file is written, and then the rest', async () => {
    const dir = folder();
    const server = await watched(dir);
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

  it('in evals, also in a folder that was not there', async () => {
    const dir = folder();
    const server = await watched(dir);
    mkdirSync(join(dir, 'evals'));
    writeFileSync(
      join(dir, 'evals', 'brief.yaml'),
      'intent: summarize\nassertions: [{ type: max-chars, value: 9 }]\n',
    );
    await server.seen();
    expect([...server.live.current.evals.keys()]).toEqual(['brief']);
  });

  it('when the links of Kubernetes have led nowhere for a while, and also the edits after it', async () => {
    const dir = folder({ [PROFILES]: null, [POLICY]: null });
    const { put } = mount(dir);
    const server = await watched(dir);
    rmSync(join(dir, '..data'));
    await server.seen();
    expect(errorsOf(server)).toEqual([
      `${POLICY} is a link to "..data/${POLICY}", which does not exist`,
      `${PROFILES} is a link to "..data/${PROFILES}", which does not exist`,
    ]);
    for (let looks = 0; looks < 10; looks += 1) expect(await server.look()).toBe(LOOK_MS);
    put('..two', 'Two.');
    await server.seen();
    expect(server.prompt).toBe('Two.');
    writeFileSync(join(dir, '..two', PROFILES), profiles('Three.'));
    await server.seen();
    expect(server.prompt).toBe('Three.');
    put('..four', 'Four.');
    await server.seen();
    expect(server.prompt).toBe('Four.');
  });

  it.each([
    ['nowhere', 'is a link to "nowhere", which does not exist'],
    [PROFILES, 'is a link that leads in a circle: let it lead to what is meant'],
  ])('when a link to one file has led to %s, and also the edits after it', async (target, message) => {
    const dir = folder({ [PROFILES]: null, 'there.txt': profiles('One.') });
    const link = join(dir, PROFILES);
    symlinkSync('there.txt', link);
    const server = await watched(dir);
    relink(link, target);
    await server.seen();
    expect(errorsOf(server)).toEqual([`${PROFILES} ${message}`]);
    expect(server.prompt).toBe('One.');
    for (let looks = 0; looks < 10; looks += 1) expect(await server.look()).toBe(LOOK_MS);
    relink(link, 'there.txt');
    await server.seen();
    expect(server.reloader.lastReload.outcome).toBe('unchanged');
    writeFileSync(join(dir, 'there.txt'), profiles('Two.'));
    await server.seen();
    expect(server.prompt).toBe('Two.');
  });

  it('when the whole folder was away, and is back', async () => {
    const dir = folder();
    const server = await watched(dir);
    renameSync(dir, `${dir}.away`);
    await server.seen();
    expect(server.reloader.lastReload.outcome).toBe('rejected');
    for (let looks = 0; looks < 10; looks += 1) expect(await server.look()).toBe(LOOK_MS);
    renameSync(`${dir}.away`, dir);
    await server.seen();
    expect(server.reloader.lastReload.outcome).toBe('unchanged');
    writeFileSync(join(dir, PROFILES), profiles('Two.'));
    await server.seen();
    expect(server.prompt).toBe('Two.');
  });

  it('when a pipe stands in the place of a file', async () => {
    const dir = folder();
    const server = await watched(dir);
    rmSync(join(dir, PROFILES));
    aPipe(join(dir, PROFILES));
    await server.seen();
    expect(errorsOf(server)).toEqual([`${PROFILES} is a pipe, not a file: put a regular file in its place`]);
    renameSave(join(dir, PROFILES), profiles('Two.'));
    await server.seen();
    expect(server.prompt).toBe('Two.');
  });

  it('when a file is written to, and has its size and its time as before', async () => {
    const dir = folder();
    const path = join(dir, PROFILES);
    utimesSync(path, SOME_TIME_S, SOME_TIME_S);
    const server = await watched(dir);
    writeFileSync(path, profiles('Two.'));
    utimesSync(path, SOME_TIME_S, SOME_TIME_S);
    await server.seen();
    expect(server.prompt).toBe('Two.');
  });

  it('when it was made while the server began', async () => {
    const dir = folder();
    const { clock, live, reloader } = aReloader(dir);
    writeFileSync(join(dir, PROFILES), profiles('Two.'));
    const watcher = new ConfigWatcher(dir, reloader, clock);
    onTestFinished(() => watcher.beforeApplicationShutdown());
    watcher.onApplicationBootstrap();
    await lookAgain(clock);
    await reloader.settled();
    expect(live.current.profiles.get('a_v1')?.systemPrompt).toBe('Two.');
  });
});

describe('watching', () => {
  it('waits until a save of several files is over', async () => {
    const dir = folder();
    const server = await watched(dir);
    const text = profiles('Two.');
    for (const part of [text.slice(0, 20), text.slice(0, 40), text]) {
      writeFileSync(join(dir, PROFILES), part);
      expect(await server.look()).toBe(QUIET_MS);
      await server.reloader.settled();
      expect(server.prompt).toBe('One.');
    }
    writeFileSync(join(dir, POLICY), POLICY_TEXT);
    expect(await server.look()).toBe(QUIET_MS);
    await server.reloader.settled();
    expect(server.prompt).toBe('One.');
    expect(await server.look()).toBe(LOOK_MS);
    await server.reloader.settled();
    expect(server.prompt).toBe('Two.');
    expect(server.reloader.counts).toEqual({ applied: 1, unchanged: 0, rejected: 0 });
  });

  it('reloads after three seconds also where changes have no end', async () => {
    const dir = folder();
    const server = await watched(dir);
    const begun = server.clock.monotonic() + LOOK_MS;
    while (server.prompt === 'One.') {
      renameSave(join(dir, PROFILES), profiles('Two.'));
      await server.look();
      await server.reloader.settled();
    }
    expect(server.clock.monotonic() - begun).toBe(3000);
  });

  it('does nothing while nothing changes', async () => {
    const server = await watched(folder());
    for (let looks = 0; looks < 10; looks += 1) expect(await server.look()).toBe(LOOK_MS);
    await server.reloader.settled();
    expect(server.reloader.lastReload.trigger).toBe('start');
  });

  it('begins no look before the last has ended, however long a disk takes, and warns of it', async () => {
    const { clock, reloader } = aReloader(folder());
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const looks: ((stamp: string) => void)[] = [];
    const watcher = new ConfigWatcher(
      'on a slow disk',
      reloader,
      clock,
      () => new Promise((resolve) => looks.push(resolve)),
    );
    onTestFinished(() => watcher.beforeApplicationShutdown());
    watcher.onApplicationBootstrap();
    clock.advance(600_000);
    expect(looks).toHaveLength(1);
    expect(warn).toHaveBeenCalledOnce();
    expect(warn).toHaveBeenCalledWith(
      { configDir: 'on a slow disk' },
      expect.stringContaining('have not answered for 10 seconds'),
    );
    looks[0]?.('a');
    clock.advance(await untilNextLook(clock));
    expect(looks).toHaveLength(2);
  });

  it('ends with the server, also in the middle of a look', async () => {
    const { clock, reloader } = aReloader(folder());
    const look = Promise.withResolvers<string>();
    const watcher = new ConfigWatcher('a folder', reloader, clock, () => look.promise);
    watcher.onApplicationBootstrap();
    watcher.beforeApplicationShutdown();
    look.resolve('a');
    await look.promise;
    await Promise.resolve();
    expect(clock.pending).toEqual([]);
  });

  it('can be switched off', () => {
    const { clock, reloader } = aReloader(folder());
    const watcher = new ConfigWatcher(null, reloader, clock);
    watcher.onApplicationBootstrap();
    expect(clock.pending).toEqual([]);
    watcher.beforeApplicationShutdown();
  });
});
