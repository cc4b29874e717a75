import { createTwoFilesPatch } from 'diff';

/** A file as it is, undefined where there is none, and as it should be. */
export interface TextChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** As `diff -u` prints it; empty where nothing changes. */
export function unifiedDiff({ path, before, after }: TextChange): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch(before === undefined ? '/dev/null' : path, path, before ?? '', after);
  // What stands before only separates files from each other.
  return patch.slice(patch.indexOf('--- '));
}
