import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MAX_FILES = 200;
const MAX_FILE_BYTES = 256 * 1024;
const MAX_TOTAL_BYTES = 4 * 1024 * 1024;

/** A Markdown document as it was read. */
export interface KnowledgeSource {
  /** File name without its ending; the title of a document that has none. */
  readonly name: string;
  readonly markdown: string;
}

/** A knowledge folder that cannot be used; the message names the file and says what is wrong. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError';
}

/**
 * The folder's own `*.md` files in the order of their names, `README.md` left out; folders in it are not
 * looked into.
 * @throws KnowledgeError
 */
export async function readKnowledgeFolder(folder: string): Promise<KnowledgeSource[]> {
  const names = await markdownFiles(folder);
  if (names.length > MAX_FILES) {
    throw new KnowledgeError(`${folder}: ${names.length} Markdown files, at most ${MAX_FILES} are allowed`);
  }
  const sources: KnowledgeSource[] = [];
  let total = 0;
  for (const name of names) {
    const bytes = await readBounded(join(folder, name));
    total += bytes.byteLength;
    if (total > MAX_TOTAL_BYTES) {
      throw new KnowledgeError(`${folder}: more than ${MAX_TOTAL_BYTES} bytes of Markdown in total`);
    }
    sources.push({ name: name.slice(0, -'.md'.length), markdown: decode(bytes, join(folder, name)) });
  }
  return sources;
}

async function markdownFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.md') && name.toLowerCase() !== 'readme.md').toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new KnowledgeError(`${folder}: cannot be read as a folder`, { cause: error });
  }
}

async function readBounded(file: string): Promise<Uint8Array> {
  let size: number;
  try {
    const status = await stat(file);
    if (status.isFile()) {
      size = status.size;
      if (size <= MAX_FILE_BYTES) return await readFile(file);
    } else size = -1;
  } catch (error) {
    throw new KnowledgeError(`${file}: cannot be read`, { cause: error });
  }
  const fault = size < 0 ? 'is not a file' : `has ${size} bytes, at most ${MAX_FILE_BYTES} are allowed`;
  throw new KnowledgeError(`${file}: ${fault}`);
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new KnowledgeError(`${file}: is not valid UTF-8`, { cause: error });
  }
}
