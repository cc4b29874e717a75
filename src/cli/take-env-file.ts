import { takeEnvFile } from '../config/environment/env-file.js';
import { ConfigurationError } from '../config/issues.js';

/**
 * Takes the variables of `.env` for a command. One that cannot be read is told of, and ends the process.
 * @param exitCode the command's own for files that it cannot use
 */
export function takeEnvFileOrExit(exitCode: number): void {
  try {
    takeEnvFile();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    console.error(error.message);
    process.exit(exitCode);
  }
}
