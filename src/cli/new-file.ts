import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CannotExport } from './export-source.js';

/** A file that is whole, or none; for its owner alone. @throws CannotExport */
export async function writeNewFile(
  path: string,
  text: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  let isOurs = false;
  file.once('open', () => (isOurs = true));
  try {
    await pipeline(text, file);
  } catch (error) {
    if (isOurs) await rm(path, { force: true });
    if (systemCode(error) === 'EEXIST')
      throw new CannotExport(`--out: ${path} is there already; name another file`);
    if (systemCode(error) === '') throw error;
    throw new CannotExport(`--out: ${path} cannot be written (${systemCode(error)})`);
  }
}

/** Of an error of the system, such as `ENOENT`; else empty. */
export function systemCode(error: unknown): string {
  const known = error instanceof Error && 'syscall' in error && 'code' in error;
  return known && typeof error.code === 'string' ? error.code : '';
}
