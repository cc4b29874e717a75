import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { TextChange } from '../../common/text/unified-diff.js';
import { readText } from '../../config/files/read-text.js';
import { UnreadableFile } from '../../config/files/unreadable.js';

/** Configurations of OpenClaw hold secrets of many kinds. */
const NEW_FILE_MODE = 0o600;
const NEW_FOLDER_MODE = 0o700;

/** Not `.bak`: that is where OpenClaw keeps its own. */
export const BACKUP_SUFFIX = '.miniask.bak';

/** @returns undefined where there is no file. @throws UnreadableFile when there is one that cannot be read */
export function readIfThere(path: string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (error instanceof UnreadableFile && error.isMissing) return undefined;
    throw error;
  }
}

/**
 * Replaces the file in one step, so that a gateway which watches it never reads half of it. An existing
 * file keeps its mode and owner, and is copied beside it first.
 */
export function writeChange({ path, before, after }: TextChange): void {
  if (before === after) return;
  if (before === undefined) mkdirSync(dirname(path), { recursive: true, mode: NEW_FOLDER_MODE });
  else copyFileSync(path, path + BACKUP_SUFFIX);
  writeFileAtomic.sync(path, after, before === undefined ? { mode: NEW_FILE_MODE } : {});
}
