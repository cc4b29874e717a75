import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '../../../config/files/read-text.js';
import { UnreadableFile, unreadableFolder } from '../../../config/files/unreadable.js';

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
    const markdown = readMarkdownFile(join(folder, name));
    total += Buffer.byteLength(markdown);
    if (total > MAX_TOTAL_BYTES) {
      throw new KnowledgeError(`${folder}: more than ${MAX_TOTAL_BYTES} bytes of Markdown in total`);
    }
    sources.push({ name: name.slice(0, -'.md'.length), markdown });
  }
  return sources;
}

async function markdownFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.md') && name.toLowerCase() !== 'readme.md').toSorted();
  } catch (error) {
    const { isMissing, message } = unreadableFolder(folder, error);
    if (isMissing) return [];
    throw new KnowledgeError(`${folder}: ${message}`, { cause: error });
  }
}

function readMarkdownFile(file: string): string {
  try {
    return readText(file, MAX_FILE_BYTES);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new KnowledgeError(`${file}: ${error.message}`, { cause: error });
  }
}
