import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Package = z.object({ version: z.string() });

/** The version of the running code, from the package file that stands beside `dist` (and `src`). */
export function packageVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return Package.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
