import type { Change } from '../../api/change-types.js';

/**
 * The version that a rollback would put back: rollbacks that follow each other lead further back each time. 0 means
 * the files; null: there is nothing to roll back.
 */
export function previousVersion(newest: Pick<Change, 'version' | 'restores'> | null): number | null {
  if (newest === null) return null;
  const standsFor = newest.restores ?? newest.version;
  return standsFor === 0 ? null : standsFor - 1;
}

/**
 * Whether restoring a version brings back what the server has just taken back by itself.
 * @param version null: there is nothing to restore
 */
export function undoesTheServer(
  newest: Pick<Change, 'version' | 'restores' | 'action'> | null,
  version: number | null,
): boolean {
  return newest?.action === 'auto-rollback' && version !== null && version === previousVersion(newest);
}

/** What a version put in force, as far as it is known without asking for more of the history. */
export function valueOfVersion(
  version: number,
  files: object | null,
  known: readonly Change[],
): { readonly value: object | null } | undefined {
  if (version === 0) return { value: files };
  const change = known.find((each) => each.version === version);
  return change === undefined ? undefined : { value: change.value ?? files };
}
