import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a new file that has its name also after a power cut, for the server's user alone. */
export async function createFile(path: string): Promise<FileHandle> {
  const handle = await open(path, 'ax', 0o600);
  try {
    await syncFolder(path);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Puts a text into a file, in place of what is there: nobody ever finds a part of it by that name, also not after a power
 * cut. What was written by the name of `draft` stays behind when the process ends meanwhile.
 */
export async function writeWholeFile(
  path: string,
  text: string,
  { draft, mtime = new Date() }: { readonly draft: string; readonly mtime?: Date },
): Promise<void> {
  const handle = await createFile(draft);
  try {
    await handle.writeFile(text);
    await handle.utimes(mtime, mtime);
    await handle.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await rename(draft, path);
  await syncFolder(path);
}

/** Resolves when the file is gone, also after a power cut. Harmless when it is not there. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncFolder(path);
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders, and needs no such call.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
