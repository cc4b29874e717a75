import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';

/** Takes variables from `.env` in the working directory, where there is one; what is set already wins. */
export function takeEnvFile(): void {
  if (existsSync('.env')) loadEnvFile('.env');
}
