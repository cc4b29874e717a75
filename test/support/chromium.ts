import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * A real Chromium, without a window. `CHROMIUM` says where it is, if not where Debian puts it.
 * @throws Error where there is none: a test of pages that skips itself tests nothing
 */
export async function startChromium(): Promise<Browser> {
  const executablePath = [process.env['CHROMIUM'] ?? '', ...PLACES].find(isExecutable);
  if (executablePath === undefined) {
    throw new Error('There is no Chromium: run scripts/ci/ensure-chromium.sh, or set CHROMIUM to its path.');
  }
  // As root, which CI often is, Chromium has no sandbox.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}
