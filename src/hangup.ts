import { isatty } from 'node:tty';

/** Standard input: the terminal, if there is one that could be closed. */
const STDIN = 0;

/**
 * Whether SIGHUP means to read the configuration anew, as with other servers. Where a terminal is, it means that it was
 * closed, and on Windows that its window was: there the server ends.
 */
export const HANGUP_RELOADS = process.platform !== 'win32' && !isatty(STDIN);

/** Says what to do at every SIGHUP from now on, and does it once for those that came before. */
export type OnHangup = (reload: () => void) => void;

/**
 * Takes every SIGHUP from now on, where it means a reload: as long as nobody listens, it ends the process. This file
 * imports nothing of the server, so that a start can begin with it.
 */
export function takeHangups(): OnHangup {
  if (!HANGUP_RELOADS) return () => {};
  let hasCome = false;
  let react = (): void => {
    hasCome = true;
  };
  process.on('SIGHUP', () => react());
  return (reload) => {
    react = reload;
    if (hasCome) reload();
  };
}
