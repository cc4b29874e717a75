import { type Clock, SystemClock } from '../common/clock.js';
import { checkSpool } from './checks/check-spool.js';
import { deepFreeze } from './deep-freeze.js';
import { loadSettings } from './environment/load-settings.js';
import type { Env } from './environment/read-variables.js';
import { ConfigurationError, warningsIn } from './issues.js';
import { loadSettled } from './live/load-settled.js';
import type { ConfigSource } from './load-snapshot.js';
import type { Settings } from './settings.js';
import type { ConfigIssue, Snapshot } from './snapshot.js';

export interface LoadedConfiguration {
  readonly settings: Settings;
  readonly snapshot: Snapshot;
  /** Where the snapshot comes from, to be read again while the server runs. */
  readonly source: ConfigSource;
  /** Of variables and files; `snapshot.warnings` has those of the files alone. */
  readonly warnings: readonly ConfigIssue[];
}

export interface LoadOptions {
  readonly clock?: Clock;
  /** Whether people watch the output. */
  readonly isTerminal?: boolean;
}

/** What there is to say about a configuration, usable or not. */
export interface Inspection {
  /** Null when there is an error. */
  readonly loaded: LoadedConfiguration | null;
  readonly issues: readonly ConfigIssue[];
}

/**
 * Reads environment variables and files, whole: the configuration that the server may be started with.
 * @param knownIntents names of every intent that this server has
 * @throws ConfigurationError with every error over variables and files
 */
export function loadConfiguration(
  env: Env,
  knownIntents: readonly string[],
  options: LoadOptions = {},
): LoadedConfiguration {
  const { loaded, issues } = inspectConfiguration(env, knownIntents, options);
  if (loaded === null) throw new ConfigurationError(issues);
  return loaded;
}

/** The same without throwing, for reports. */
export function inspectConfiguration(
  env: Env,
  knownIntents: readonly string[],
  { clock = new SystemClock(), isTerminal = process.stdout.isTTY }: LoadOptions = {},
): Inspection {
  const variables = loadSettings(env, isTerminal);
  const { environment, configDir, settings } = variables;
  const { login } = variables;
  const source = { configDir, environment, knownIntents, login };
  const files = loadSettled({ ...source, now: clock.now() });
  const { snapshot } = files;
  const found = [...variables.issues, ...files.issues];
  if (settings === null || snapshot === null) return { loaded: null, issues: found };
  const issues = [...found, ...checkSpool(snapshot.environment, settings.databaseUrl)];
  const loaded = { settings: deepFreeze(settings), snapshot, source, warnings: warningsIn(issues) };
  return { loaded, issues };
}
