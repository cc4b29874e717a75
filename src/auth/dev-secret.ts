import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Logger } from '@nestjs/common';
import type { Settings } from '../config/settings.js';

/** Relative to the working directory, like the default database. */
export const DEV_SECRET_FILE = 'data/dev-jwt-secret';

const OWNER_ONLY = 0o600;

/**
 * Leaves a secret that was made for this run where `npm run token` finds it; does nothing with a
 * configured one. Best effort: without the file, only the tokens that the server prints itself work.
 */
export function publishDevSecret({ jwt }: Pick<Settings, 'jwt'>, file = DEV_SECRET_FILE): void {
  const { verification } = jwt;
  if (verification.kind !== 'secret' || !verification.ephemeral) return;

  try {
    mkdirSync(dirname(file), { recursive: true });
    // Written anew, so that neither the mode of an older file nor where a link leads to matters.
    rmSync(file, { force: true });
    writeFileSync(file, `${process.pid}\n${verification.secret}`, { mode: OWNER_ONLY, flag: 'wx' });
  } catch (error) {
    new Logger('DevSecret').debug({ err: error }, 'npm run token will not find the secret of this run');
  }
}

/** The secret that a running development server made; undefined when none runs that left one. */
export function readDevSecret(file = DEV_SECRET_FILE): string | undefined {
  try {
    const [pid, secret] = readFileSync(file, 'utf8').split('\n');
    return isRunning(Number(pid)) ? secret : undefined;
  } catch {
    return undefined;
  }
}

/** A killed server leaves its file behind, and nobody accepts what is signed with it any more. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    // Signal 0 only asks.
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
