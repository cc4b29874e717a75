import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { UnreadableFile, noRegularFile, unreadable } from './unreadable.js';

export const MAX_FILE_BYTES = 1_048_576;

/** Read at once: most files whole. */
const CHUNK_BYTES = 65_536;

/**
 * Opening a pipe does not wait until somebody writes, nor does a terminal become the one of this process. Windows knows
 * neither flag, and there they count as 0.
 */
const HOW = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * The text of a small UTF-8 file, without a byte order mark. Only regular files are read, or links to them: whatever else
 * stands there, the call neither waits for it nor reads without end.
 * @throws UnreadableFile
 */
export function readText(path: string, maxBytes = MAX_FILE_BYTES): string {
  const bytes = readBytes(path, maxBytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UnreadableFile('is not UTF-8 text', { cause: error });
  }
}

function readBytes(path: string, maxBytes: number): Buffer {
  let file: number | undefined;
  try {
    file = openSync(path, HOW);
    const stats = fstatSync(file);
    if (!stats.isFile()) throw noRegularFile(stats);
    const bytes = readUpTo(file, maxBytes + 1);
    if (bytes.length > maxBytes) throw new UnreadableFile(`is larger than ${maxBytes} bytes`);
    return bytes;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    if (file !== undefined) closeSync(file);
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
