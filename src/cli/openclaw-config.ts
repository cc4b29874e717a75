import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type TextChange, unifiedDiff } from '../common/text/unified-diff.js';
import type { Env } from '../config/environment/read-variables.js';
import { UnreadableFile } from '../config/files/unreadable.js';
import { describeIssues } from '../config/issues.js';
import { ENVIRONMENTS } from '../config/snapshot.js';
import { catalogIntentNames } from '../intents/catalog/index.js';
import { catalogToolNames } from '../tools/catalog/index.js';
import { BACKUP_SUFFIX, readIfThere, writeChange } from '../openclaw-setup/config/config-files.js';
import { NotJson5 } from '../openclaw-setup/config/json5-document.js';
import { retrySettingsPath, setUpRetries } from '../openclaw-setup/config/retry-settings.js';
import { type SetUp, setUpConfig } from '../openclaw-setup/config/setup-config.js';
import { loadNeeds } from '../openclaw-setup/load-needs.js';
import type { GatewayNeeds } from '../openclaw-setup/needs.js';
import { takeEnvFileOrExit } from './take-env-file.js';

const USAGE = `Usage: npm run openclaw:config -- [options]

Sets up an OpenClaw gateway for the profiles and models of MiniAsk. Adds to its file what is missing and
prints the difference; nothing that stands there is changed.

  --file <path>     the gateway's openclaw.json; default OPENCLAW_CONFIG_PATH, else the one in the state folder
  --state <dir>     the gateway's state folder, to turn its silent retries off too; default OPENCLAW_STATE_DIR
  --plugin <dir>    MiniAsk's plugin as the gateway sees it; default openclaw-plugin, where that exists
  --no-plugin       without the plugin
  --config <dir>    MiniAsk's configuration; default CONFIG_DIR, else ./config
  --write           writes the files, each in one step, with the old one kept as <file>${BACKUP_SUFFIX}`;

const OPTIONS = {
  file: { type: 'string' },
  state: { type: 'string' },
  plugin: { type: 'string' },
  'no-plugin': { type: 'boolean', default: false },
  config: { type: 'string' },
  write: { type: 'boolean', default: false },
} as const;

const PLUGIN_FOLDER = 'openclaw-plugin';
/** Where OpenClaw 2026.9.6 looks when nothing else is said (its docs, gateway/configuration.md). */
const DEFAULT_STATE = join(homedir(), '.openclaw');
const FILE_NAME = 'openclaw.json';

interface Request {
  readonly file: string;
  readonly state: string | undefined;
  readonly plugin: string | undefined;
  readonly configDir: string;
  readonly write: boolean;
}

/**
 * Prints, and with `--write` also writes, the configuration that an OpenClaw gateway needs to serve MiniAsk.
 * @param ownTools names of tools that run in this process and not in OpenClaw
 * @returns the exit code: 0 also with warnings, 1 when a file is unusable, 2 for wrong arguments
 */
export function openclawConfig(
  args: readonly string[],
  env: Env,
  print: (line: string) => void,
  ownTools: readonly string[] = catalogToolNames(),
): number {
  const request = parse(args, env);
  if (typeof request === 'string') {
    print(`${request}\n\n${USAGE}`);
    return 2;
  }
  const { configDir } = request;
  const needs = loadNeeds({
    configDir,
    environments: ENVIRONMENTS,
    knownIntents: catalogIntentNames(),
    ownTools,
  });
  if (!('agents' in needs)) {
    print(describeIssues(needs));
    return 1;
  }
  try {
    report(request, needs, print);
    return 0;
  } catch (error) {
    if (!(error instanceof CannotSetUp)) throw error;
    print(error.message);
    return 1;
  }
}

/** A file cannot be used; the message names it and says why. */
class CannotSetUp extends Error {}

function report(request: Request, needs: GatewayNeeds, print: (line: string) => void): void {
  const { file, state, plugin, write } = request;
  const main = change(file, (text) => setUpConfig(text, needs, plugin));
  const retries =
    state === undefined
      ? []
      : needs.agents.map(({ id }) => change(retrySettingsPath(state, id), (text) => setUpRetries(text)));
  const all = [main, ...retries];
  for (const one of all) {
    const diff = unifiedDiff(one);
    if (diff !== '') print(diff);
    if (write) writeChange(one);
  }
  for (const { path, warnings } of all) {
    for (const warning of warnings) print(`warning ${path} ${warning}`);
  }
  for (const hint of hintsFor(request)) print(hint);
  print(summary(all, write));
}

function change(path: string, setUp: (text: string | undefined) => SetUp): TextChange & SetUp {
  try {
    const before = readIfThere(path);
    const result = setUp(before);
    return { path, before, after: result.text, ...result };
  } catch (error) {
    if (!(error instanceof UnreadableFile || error instanceof NotJson5)) throw error;
    throw new CannotSetUp(`${path} ${error.message}`);
  }
}

function* hintsFor({ state, plugin }: Request): Generator<string> {
  if (state === undefined) {
    yield 'hint: give --state too, or OpenClaw tries a failing provider again in silence for up to two minutes';
  }
  if (plugin === undefined) {
    yield 'hint: without the plugin every ask costs 2,000 more prompt tokens and much more time';
  } else if (!existsSync(join(plugin, 'openclaw.plugin.json'))) {
    yield `hint: there is no plugin in ${plugin} on this machine; OpenClaw does not start when it finds none either`;
  } else if (!existsSync(join(plugin, 'dist', 'index.js'))) {
    yield `hint: the plugin in ${plugin} is not built yet: npm run plugin:build`;
  }
}

function summary(changes: readonly TextChange[], written: boolean): string {
  const paths = changes.filter(({ before, after }) => before !== after).map(({ path }) => path);
  if (paths.length === 0) return 'nothing to change';
  if (written) return `written: ${paths.join(', ')}`;
  return `nothing written; --write would change ${paths.join(', ')}`;
}

/** @returns what is wrong with the arguments, where something is */
function parse(args: readonly string[], env: Env): Request | string {
  const values = valuesOf(args);
  if (typeof values === 'string') return values;
  if (values['no-plugin'] && values.plugin !== undefined)
    return '--plugin and --no-plugin exclude each other';
  const state = values.state ?? variable(env, 'OPENCLAW_STATE_DIR');
  const file =
    values.file ?? variable(env, 'OPENCLAW_CONFIG_PATH') ?? join(state ?? DEFAULT_STATE, FILE_NAME);
  return {
    file: resolve(file),
    state: state === undefined ? undefined : resolve(state),
    plugin: values['no-plugin'] ? undefined : pluginFolder(values.plugin),
    configDir: values.config ?? variable(env, 'CONFIG_DIR') ?? './config',
    write: values.write,
  };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    return error instanceof Error ? error.message : 'wrong arguments';
  }
}

/** One that is set but empty counts as not set. */
function variable(env: Env, name: string): string | undefined {
  return env[name] || undefined;
}

function pluginFolder(given: string | undefined): string | undefined {
  if (given !== undefined) return resolve(given);
  return existsSync(join(PLUGIN_FOLDER, 'openclaw.plugin.json')) ? resolve(PLUGIN_FOLDER) : undefined;
}

if (import.meta.main) {
  takeEnvFileOrExit(1);
  process.exitCode = openclawConfig(process.argv.slice(2), process.env, console.log);
}
