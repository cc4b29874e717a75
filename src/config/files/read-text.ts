import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { UnreadableFile, noRegularFile, unreadable } from './unreadable.js';

export const MAX_FILE_BYTES = 1_048_576;

/** Read at once: most files whole. */
const CHUNK_BYTES = 65_536;

/** A terminal does not become the one of this process. Windows knows neither this flag nor the next, and there they count as 0. */
const WAITING = constants.O_RDONLY | constants.O_NOCTTY;
/** Opening a pipe does not wait until somebody writes. */
const AT_ONCE = WAITING | constants.O_NONBLOCK;

/**
 * The text of a small UTF-8 file, without a byte order mark. Only regular files are read, or links to them: whatever else
 * stands there, the call neither waits for it nor reads without end.
 * @throws UnreadableFile
 */
export function readText(path: string, maxBytes = MAX_FILE_BYTES): string {
  return textOf(path, maxBytes, readRegular);
}

/**
 * The same of whatever stands there, before anybody is served: managers of secrets hand them over by pipes, as a shell
 * does with `<(…)`. Waits until somebody writes into a pipe, and has written all.
 * @throws UnreadableFile
 */
export function readTextAtStart(path: string, maxBytes = MAX_FILE_BYTES): string {
  return textOf(path, maxBytes, readAny);
}

type Read = (path: string, most: number) => Buffer;

function textOf(path: string, maxBytes: number, read: Read): string {
  const bytes = bytesOf(path, maxBytes, read);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UnreadableFile('is not UTF-8 text', { cause: error });
  }
}

function bytesOf(path: string, maxBytes: number, read: Read): Buffer {
  try {
    const bytes = read(path, maxBytes + 1);
    if (bytes.length > maxBytes) throw new UnreadableFile(`is larger than ${maxBytes} bytes`);
    return bytes;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function readRegular(path: string, most: number): Buffer {
  return readOpened(openSync(path, AT_ONCE), (file) => {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw noRegularFile(stats);
    return readUpTo(file, most);
  });
}

function readAny(path: string, most: number): Buffer {
  return readOpened(openSync(path, WAITING), (file) => readUpTo(file, most));
}

function readOpened(file: number, read: (file: number) => Buffer): Buffer {
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}

/** Sizes are no help: files grow while they are read, and those of the kernel have none. */
function readUpTo(file: number, most: number): Buffer {
  const chunks: Buffer[] = [];
  for (let left = most; left > 0;) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, left));
    const count = readSync(file, chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    left -= count;
  }
  return Buffer.concat(chunks);
}
