import { TESTED_OPENCLAW } from '../../src/openclaw-setup/tested-version.js';
import { installPackage } from '../support/install-package.js';

/** The one that `deploy/openclaw` pins too. */
export const OPENCLAW_VERSION = TESTED_OPENCLAW;

/** The folder with the `openclaw` command. Installing it takes a minute and 650 MB. */
export function installOpenClaw(): Promise<string> {
  return installPackage('openclaw', OPENCLAW_VERSION);
}
