import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS, readSettings } from './settings.js';
import { PLUGIN_ID, PLUGIN_VERSION } from './version.js';

const json = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '..', name), 'utf8'));
const manifest = json('openclaw.plugin.json');
const npm = json('package.json');

it('has one version and one id', () => {
  expect(npm.version).toBe(PLUGIN_VERSION);
  expect(manifest.version).toBe(PLUGIN_VERSION);
  expect(manifest.id).toBe(PLUGIN_ID);
  // Else OpenClaw remarks on the difference whenever it is installed.
  expect(npm.name).toBe(`@miniask/${PLUGIN_ID}`);
});

it('needs nothing at run time', () => {
  expect(npm.dependencies).toBeUndefined();
  expect(npm.peerDependencies).toBeUndefined();
});

it('has the defaults that the manifest promises, each with a description', () => {
  const { properties } = manifest.configSchema;
  const defaults = Object.entries(properties).map(([key, value]) => [key, Object(value).default]);
  expect(Object.fromEntries(defaults)).toEqual(DEFAULT_SETTINGS);
  for (const value of Object.values(properties)) expect(Object(value).description).toMatch(/\.$/);
});

it('takes the settings that are there', () => {
  expect(readSettings(undefined)).toEqual(DEFAULT_SETTINGS);
  expect(readSettings({ maxInflight: 3 })).toEqual({ ...DEFAULT_SETTINGS, maxInflight: 3 });
  expect(readSettings({ maxTimeoutMs: 2000 })).toMatchObject({ timeoutMs: 2000, maxTimeoutMs: 2000 });
});
