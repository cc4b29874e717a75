import type { PolicyEntry } from '../files/env-policy-file.js';
import type { ConfigFile } from '../files/config-file.js';
import type { ConfigIssue, EnvironmentPolicy } from '../snapshot.js';

/** What a running server cannot take over: its spool was made ready, and is looked at, from its start on. */
export function checkRestart(
  file: ConfigFile,
  { storage_failure: next }: Pick<PolicyEntry, 'storage_failure'>,
  { name, storageFailure: serving }: Pick<EnvironmentPolicy, 'name' | 'storageFailure'>,
): ConfigIssue[] {
  if (next === serving) return [];
  return [
    file.error(
      ['environments', name, 'storage_failure'],
      `changes from ${serving} to ${next}, which needs a restart`,
    ),
  ];
}
