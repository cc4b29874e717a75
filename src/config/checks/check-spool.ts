import { variableIssue } from '../environment/read-variables.js';
import type { ConfigIssue, EnvironmentPolicy } from '../snapshot.js';

const IN_MEMORY = 'sqlite::memory:';

/** What the environment says of records that cannot be stored, and the variables make no use of. */
export function checkSpool(
  { name, storageFailure }: Pick<EnvironmentPolicy, 'name' | 'storageFailure'>,
  databaseUrl: string,
): ConfigIssue[] {
  if (storageFailure !== 'spool' || databaseUrl !== IN_MEMORY) return [];
  return [
    variableIssue(
      'DATABASE_URL',
      `keeps records in memory, where they end with the process: "storage_failure: spool" of ${name} needs a database that lasts`,
      'warning',
    ),
  ];
}
