import type { ChangeSubject } from './config-change.js';

/** One text for each subject, such as `route:summarize`: its key in `Snapshot.changes`. */
export function subjectId({ kind, key }: ChangeSubject): string {
  return `${kind}:${key}`;
}
