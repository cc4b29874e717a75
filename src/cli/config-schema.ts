import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from '../config/json-schemas.js';

/**
 * Writes the JSON Schemas for editors into `dir`, or with `--check` only compares them.
 * @returns the exit code
 */
export function configSchema(args: readonly string[], dir: string): number {
  if (args.includes('--check')) return checkSchemas(dir);
  mkdirSync(dir, { recursive: true });
  for (const [name, content] of jsonSchemas()) writeFileSync(join(dir, name), content);
  return 0;
}

function checkSchemas(dir: string): number {
  const stale = [...jsonSchemas()].filter(([name, content]) => readOrEmpty(join(dir, name)) !== content);
  for (const [name] of stale) console.error(`${join(dir, name)} is stale; run: npm run config:schema`);
  return stale.length === 0 ? 0 : 1;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.main) process.exitCode = configSchema(process.argv.slice(2), 'config/schema');
