import { type Stats, readlinkSync } from 'node:fs';
import { systemCode } from '../../common/system-code.js';

const LOOP = 'is a link that leads in a circle: let it lead to what is meant';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'may not be read by this process',
  EPERM: 'may not be read by this process',
  EISDIR: notAFile('directory'),
  ELOOP: LOOP,
  // What opening a socket comes to.
  ENXIO: notAFile('socket'),
};

const NOTHING_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

/** A file or folder that cannot be used; the message is for people and quotes nothing of its content. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  /** Nothing stands there at all; a link that leads to nothing does. */
  readonly isMissing: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isMissing?: boolean } = {}) {
    super(message, options);
    this.isMissing = options.isMissing ?? false;
  }
}

/** @param error what the system said when `path` was to be read */
export function unreadable(path: string, error: unknown): UnreadableFile {
  if (error instanceof UnreadableFile) return error;
  const code = systemCode(error);
  if (!NOTHING_THERE.has(code)) {
    return new UnreadableFile(REASONS[code] ?? `cannot be read (${code})`, { cause: error });
  }
  return deadLink(path, error) ?? new UnreadableFile('does not exist', { cause: error, isMissing: true });
}

/** @param error what the system said when the folder `path` was to be listed */
export function unreadableFolder(path: string, error: unknown): UnreadableFile {
  const message = 'is not a directory that this process can read';
  const code = systemCode(error);
  if (code === 'ELOOP') return new UnreadableFile(LOOP, { cause: error });
  if (code !== 'ENOENT') return new UnreadableFile(message, { cause: error });
  return deadLink(path, error) ?? new UnreadableFile(message, { cause: error, isMissing: true });
}

/** What is there, where a regular file is needed: from anything else there may be no end to read, or nothing for ever. */
export function noRegularFile(stats: Stats): UnreadableFile {
  if (stats.isDirectory()) return new UnreadableFile(notAFile('directory'));
  if (stats.isFIFO()) return new UnreadableFile(notAFile('pipe'));
  return new UnreadableFile(notAFile('device'));
}

function notAFile(kind: string): string {
  return `is a ${kind}, not a file: put a regular file in its place`;
}

function deadLink(path: string, cause: unknown): UnreadableFile | undefined {
  try {
    return new UnreadableFile(`is a link to "${readlinkSync(path)}", which does not exist`, { cause });
  } catch {
    // It is no link.
    return undefined;
  }
}
