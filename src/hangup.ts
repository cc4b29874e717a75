import { isatty } from 'node:tty';
import { type INestApplication, ShutdownSignal } from '@nestjs/common';
import { ConfigReloader } from './config/live/config-reloader.js';

/** Standard input: the terminal, if there is one that could be closed. */
const STDIN = 0;

/**
 * Whether SIGHUP means to read the configuration anew, as with other servers. Where a terminal is, it means that it was
 * closed, and on Windows that its window was: there the server ends.
 */
const RELOADS = process.platform !== 'win32' && !isatty(STDIN);

/** The signals at which the server ends. */
export const STOP_SIGNALS = Object.values(ShutdownSignal).filter(
  (signal) => !RELOADS || signal !== ShutdownSignal.SIGHUP,
);

/** Reloads the configuration at every SIGHUP from now on, where that is what it means. */
export function reloadOnHangup(app: INestApplication): void {
  if (!RELOADS) return;
  const reloader = app.get(ConfigReloader);
  process.on('SIGHUP', () => void reloader.reload('signal'));
}
