import { isDeepStrictEqual } from 'node:util';
import type { ConfigChange } from '../changes/config-change.js';
import { changeableOf } from '../changes/overlay.js';
import { subjectId } from '../changes/subject-id.js';
import type { ConfigIssue, Snapshot } from '../snapshot.js';

/** Of these changes, those over whose subjects other files say something else: the edit does nothing while they lie there. */
export function hiding(
  before: Snapshot,
  after: Snapshot,
  changes: readonly ConfigChange[],
): readonly ConfigChange[] {
  return changes.filter(({ kind, key }) => {
    const rules = changeableOf(kind);
    return !isDeepStrictEqual(rules.inForce(before, key), rules.inForce(after, key));
  });
}

/** What an operator is told of it. */
export function hiddenEdit(change: ConfigChange): ConfigIssue {
  const { version, by } = change;
  const author = by ?? 'the server itself';
  const message = `the files say something else since they were edited, which change ${version} (by ${author}) hides: clear it for them to serve, or make the edit a change`;
  return { severity: 'warning', file: 'changes', path: subjectId(change), message };
}
