import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EVALS_DIR } from '../files/eval-file.js';

/** What the configuration is read from: YAML files in the folder itself, and in that of the evals. */
const YAML = /\.ya?ml$/i;

/** Whether a path belongs to the configuration. @param parts of the path, from its folder on */
export function isConfigPath(parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return first === '' || first === EVALS_DIR || YAML.test(first);
  return first === EVALS_DIR && rest.length === 1 && YAML.test(rest[0] ?? '');
}

/** Another text whenever a file of the folder is another one, or was written to. */
export function stampOf(configDir: string): string {
  return [configDir, join(configDir, EVALS_DIR)].flatMap(stampsIn).join('\n');
}

function stampsIn(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => YAML.test(name))
    .map((name) => `${name} ${stampOfFile(join(folder, name))}`);
}

function stampOfFile(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return 'none';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
