import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ENVIRONMENTS } from '../../src/config/snapshot.js';
import { catalogIntentNames } from '../../src/intents/catalog/index.js';
import { setUpConfig } from '../../src/openclaw-setup/config/setup-config.js';
import { loadNeeds } from '../../src/openclaw-setup/load-needs.js';
import { catalogToolNames } from '../../src/tools/catalog/index.js';
import { TESTED_OPENCLAW } from '../../src/openclaw-setup/tested-version.js';

/** Where `deploy/openclaw/Dockerfile` puts it. */
const PLUGIN_IN_IMAGE = '/opt/openclaw/openclaw-plugin';

it('deploy/openclaw/openclaw.json is what openclaw:config makes of the shipped configuration', () => {
  const source = { configDir: 'config', environments: ENVIRONMENTS, knownIntents: catalogIntentNames() };
  const needs = loadNeeds({ ...source, ownTools: catalogToolNames() });
  if (!('agents' in needs)) throw new Error(JSON.stringify(needs));
  const { text, warnings } = setUpConfig(undefined, needs, PLUGIN_IN_IMAGE);
  expect(warnings).toEqual([]);
  expect(
    readFileSync('deploy/openclaw/openclaw.json', 'utf8'),
    `run: rm deploy/openclaw/openclaw.json && npm run openclaw:config -- --file deploy/openclaw/openclaw.json --plugin ${PLUGIN_IN_IMAGE} --write`,
  ).toBe(text);
});

it('the image of the gateway has the release that the tests run against, and the plugin in its place', () => {
  const dockerfile = readFileSync('deploy/openclaw/Dockerfile', 'utf8');
  expect(dockerfile).toContain(`openclaw@${TESTED_OPENCLAW} `);
  expect(dockerfile).toContain(` ${PLUGIN_IN_IMAGE}\n`);
});
