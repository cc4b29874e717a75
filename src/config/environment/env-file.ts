import { parseEnv } from 'node:util';
import { readTextAtStart } from '../files/read-text.js';
import { UnreadableFile } from '../files/unreadable.js';
import { ConfigurationError } from '../issues.js';

/**
 * Takes variables from `.env` in the working directory, where there is one; what is set already wins.
 * @throws ConfigurationError when there is one that cannot be read
 */
export function takeEnvFile(path = '.env', env: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value] of Object.entries(parseEnv(textOf(path)))) env[name] ??= value;
}

function textOf(path: string): string {
  try {
    return readTextAtStart(path);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    if (error.isMissing) return '';
    const { message } = error;
    throw new ConfigurationError([{ severity: 'error', file: path, path: '', message }]);
  }
}
