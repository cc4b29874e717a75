import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../common/system-code.js';
import { EVALS_DIR } from '../files/eval-file.js';

/** What the configuration is read from: YAML files in the folder itself, and in that of the evals. */
const YAML = /\.ya?ml$/i;

const foldersOf = (configDir: string): string[] => [configDir, join(configDir, EVALS_DIR)];

/**
 * Another text whenever a file of the folder is another one, was written to, or cannot be read any more or again. Links are
 * followed. Never throws.
 */
export function stampOf(configDir: string): string {
  const stamps: string[] = [];
  for (const folder of foldersOf(configDir)) {
    try {
      for (const name of yamlIn(readdirSync(folder)))
        stamps.push(`${name} ${stampOfFile(join(folder, name))}`);
    } catch (error) {
      stamps.push(systemCode(error));
    }
  }
  return stamps.join('\n');
}

/**
 * The same without holding up the process, however long the disk takes. One call after the other, so that a disk that does
 * not answer keeps no more than one of the threads that all files share.
 */
export async function stampInTime(configDir: string): Promise<string> {
  const stamps: string[] = [];
  for (const folder of foldersOf(configDir)) {
    try {
      for (const name of yamlIn(await readdir(folder)))
        stamps.push(`${name} ${await stampOfFileInTime(join(folder, name))}`);
    } catch (error) {
      stamps.push(systemCode(error));
    }
  }
  return stamps.join('\n');
}

function yamlIn(names: readonly string[]): string[] {
  return names.filter((name) => YAML.test(name)).toSorted();
}

function stampOfFile(path: string): string {
  try {
    return stampFrom(statSync(path, { bigint: true }));
  } catch (error) {
    return systemCode(error);
  }
}

async function stampOfFileInTime(path: string): Promise<string> {
  try {
    return stampFrom(await stat(path, { bigint: true }));
  } catch (error) {
    return systemCode(error);
  }
}

function stampFrom({ dev, ino, mode, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, mode, size, mtimeNs, ctimeNs].join(' ');
}
