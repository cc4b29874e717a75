import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { inspectConfiguration } from '../load-configuration.js';
import { loadSettled } from './load-settled.js';

const LOADS = 300;
/** Of them; a folder that does not come to rest at all is not taken, and each try reads several times. */
const LEAST_TAKEN = 30;

/**
 * As Kubernetes updates a ConfigMap: links to files in a folder that one link names, which is replaced by one to a new
 * folder. Only much more often.
 */
const SWAPPER = `
const { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const { parentPort, workerData: { dir, stop } } = require('node:worker_threads');
for (let version = 0; Atomics.load(stop, 0) === 0; version += 1) {
  const folder = dir + '/..v' + version;
  mkdirSync(folder);
  writeFileSync(folder + '/mini-program-profiles.yaml',
    'profiles: { a_v1: { model: fast, system_prompt: v' + version + ' } }\\nrouting: { summarize: a_v1 }\\n');
  writeFileSync(folder + '/env-policy.yaml',
    'environments: { prod: { allowed_profiles: [a_v1], ai_label: v' + version + ' } }\\n');
  symlinkSync('..v' + version, dir + '/..data_tmp');
  renameSync(dir + '/..data_tmp', dir + '/..data');
  rmSync(dir + '/..v' + (version - 1), { recursive: true, force: true });
  if (version === 0) parentPort.postMessage('there');
  Atomics.wait(stop, 0, 0, Math.random() * 4);
}`;

const knownIntents = ['summarize'];
const ENV = { APP_ENV: 'prod', AGENT: 'local', JWT_SECRET: 'a secret that is long enough for tests' };

it.each([
  [
    'a reload',
    (configDir: string) => loadSettled({ configDir, environment: 'prod', knownIntents, now: 0 }).snapshot,
  ],
  [
    'the start',
    (configDir: string) =>
      inspectConfiguration({ ...ENV, CONFIG_DIR: configDir }, knownIntents).loaded?.snapshot ?? null,
  ],
])('%s never takes half of one version with half of another', { timeout: 30_000 }, async (_who, load) => {
  const dir = mkdtempSync(join(tmpdir(), 'miniask-mount-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const name of ['mini-program-profiles.yaml', 'env-policy.yaml'])
    symlinkSync(join('..data', name), join(dir, name));
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const swapper = new Worker(SWAPPER, { eval: true, workerData: { dir, stop } });
  await once(swapper, 'message');
  const taken: (readonly [string | undefined, string])[] = [];
  for (let loads = 0; loads < LOADS; loads += 1) {
    const snapshot = load(dir);
    if (snapshot === null) continue;
    taken.push([snapshot.profiles.get('a_v1')?.systemPrompt, snapshot.environment.aiLabel]);
  }
  Atomics.store(stop, 0, 1);
  Atomics.notify(stop, 0);
  await once(swapper, 'exit');
  expect(taken.length).toBeGreaterThan(LEAST_TAKEN);
  expect(taken.filter(([prompt, label]) => prompt !== label)).toEqual([]);
});
