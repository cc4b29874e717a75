import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const INSTALL_TIMEOUT_MS = 600_000;

/**
 * The folder with the commands of a program that is too large to be a dependency; installed from npm into the user's
 * cache when it is not there.
 */
export async function installPackage(name: string, version: string): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'miniask');
  const folder = join(cache, `${name}-${version}`);
  const bin = join(folder, 'node_modules', '.bin');
  if (existsSync(join(bin, name))) return bin;

  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'installing-'));
  try {
    await writeFile(join(draft, 'package.json'), '{"private":true}');
    await promisify(execFile)(
      'npm',
      ['install', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`],
      { cwd: draft, env: environment(), timeout: INSTALL_TIMEOUT_MS },
    );
    // Under its real name only when it is whole.
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return bin;
}

/** This process's environment with its own Node first on the PATH, as such programs refuse older ones. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
}
