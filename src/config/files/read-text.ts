import { readFileSync, statSync } from 'node:fs';

export const MAX_FILE_BYTES = 1_048_576;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this process',
  EPERM: 'may not be read by this process',
  EISDIR: 'is a directory, not a file',
};

/** A file that cannot be used; the message is for people and quotes nothing of its content. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';

  get isMissing(): boolean {
    return ['ENOENT', 'ENOTDIR'].includes(systemCode(this.cause));
  }
}

/**
 * The text of a small UTF-8 file, without a byte order mark.
 * @throws UnreadableFile
 */
export function readText(path: string, maxBytes = MAX_FILE_BYTES): string {
  try {
    const { size } = statSync(path);
    if (size > maxBytes) throw new UnreadableFile(`is larger than ${maxBytes} bytes`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    throw asUnreadable(error);
  }
}

function asUnreadable(error: unknown): UnreadableFile {
  if (error instanceof UnreadableFile) return error;
  if (error instanceof TypeError) return new UnreadableFile('is not UTF-8 text', { cause: error });
  return new UnreadableFile(REASONS[systemCode(error)] ?? `cannot be read (${systemCode(error)})`, {
    cause: error,
  });
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
