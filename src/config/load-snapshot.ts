import type { z } from 'zod';
import { buildSnapshot } from './build-snapshot.js';
import { checkAcrossFiles } from './checks/check-across-files.js';
import type { WechatLogin } from './checks/check-content-safety.js';
import { checkLostFiles } from './checks/check-lost-files.js';
import { checkRestart } from './checks/check-restart.js';
import { faultsOf } from './faults.js';
import { ConfigFile } from './files/config-file.js';
import { policyFile } from './files/env-policy-file.js';
import { evalFile } from './files/eval-file.js';
import { flagsFile } from './files/flags-file.js';
import { modelsFile } from './files/models-file.js';
import { profilesFile } from './files/profiles-file.js';
import { type FileState, readConfigDir } from './files/read-config-dir.js';
import { errorsIn, warningsIn } from './issues.js';
import type { ConfigIssue, EnvironmentName, Snapshot } from './snapshot.js';

export interface SnapshotSource {
  /** Holds the YAML files. */
  readonly configDir: string;
  /** By path, what to read instead of what stands in a file: to see what a change would come to. */
  readonly texts?: ReadonlyMap<string, string>;
  /** The environment to run as; null when it is not known, and then only the files are checked. */
  readonly environment: EnvironmentName | null;
  /** Names of every intent that this server has. */
  readonly knownIntents: readonly string[];
  /** Milliseconds since the Unix epoch; becomes `loadedAt`. */
  readonly now: number;
  /** Whether users log in here; absent when no server is to run. */
  readonly login?: WechatLogin;
  /** What serves while the files are read anew; absent when a server is to begin with them. */
  readonly serving?: Snapshot;
}

/** Where a server has its configuration from, to read it again. */
export type ConfigSource = Omit<SnapshotSource, 'now' | 'serving'>;

export interface SnapshotResult {
  /** Null when there is an error, or no environment to run as. */
  readonly snapshot: Snapshot | null;
  /** All errors and warnings over all files, in the order of the files and their lines. */
  readonly issues: readonly ConfigIssue[];
}

/** Reads, checks and freezes the configuration files, whole. Never throws for what is in them. */
export function loadSnapshot(source: SnapshotSource): SnapshotResult {
  const dir = readConfigDir(source.configDir, source.texts);
  const profiles = validate(dir.profiles, profilesFile);
  const policy = validate(dir.policy, policyFile);
  const models = validate(dir.models, modelsFile);
  const flags = validate(dir.flags, flagsFile);
  const evals = dir.evals.map(({ name, file }) => ({ name, ...validate(file, evalFile) }));
  const { environment, now, serving } = source;
  const entry = environment === null ? undefined : policy.value?.environments[environment];
  const issues = inReadingOrder([
    ...dir.issues,
    ...profiles.issues,
    ...policy.issues,
    ...models.issues,
    ...flags.issues,
    ...evals.flatMap((found) => found.issues),
    ...(serving ? checkLostFiles(source.configDir, dir, serving) : []),
    ...checkAcrossFiles(dir, source.knownIntents, source.environment, source.login),
    ...(entry && dir.policy instanceof ConfigFile && serving
      ? checkRestart(dir.policy, entry, serving.environment)
      : []),
  ]);
  const isUsable = errorsIn(issues).length === 0;
  if (!isUsable || environment === null || entry === undefined || profiles.value === null) {
    return { snapshot: null, issues };
  }
  const parts = {
    profiles: profiles.value,
    models: models.value,
    flags: flags.value,
    evals: evals.flatMap(({ name, value }) => (value === null ? [] : [{ name, entry: value }])),
    environment,
    policy: entry,
    loadedAt: now,
  };
  return { snapshot: buildSnapshot({ ...parts, warnings: warningsIn(issues) }), issues };
}

interface Validated<Value> {
  readonly value: Value | null;
  readonly issues: readonly ConfigIssue[];
}

function validate<Schema extends z.ZodType>(file: FileState, schema: Schema): Validated<z.output<Schema>> {
  if (!(file instanceof ConfigFile)) return { value: null, issues: [] };
  const result = schema.safeParse(file.data, { reportInput: true });
  if (result.success) return { value: result.data, issues: [] };
  const faults = faultsOf(result.error.issues);
  return { value: null, issues: faults.map(({ path, message, at }) => file.error(path, message, at)) };
}

function inReadingOrder(issues: readonly ConfigIssue[]): ConfigIssue[] {
  return issues.toSorted(
    (a, b) =>
      a.file.localeCompare(b.file, 'en') ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}
