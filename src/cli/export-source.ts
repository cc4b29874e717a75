import { type Env, readVariables } from '../config/environment/read-variables.js';

/** The command cannot do what is asked; the message says why. */
export class CannotExport extends Error {
  override readonly name = 'CannotExport';
}

/** Nothing else of the server's settings matters here. @throws CannotExport */
export function databaseUrlOf(env: Env): string {
  const { values, issues } = readVariables(env);
  const issue = issues.find(({ path, severity }) => severity === 'error' && path.startsWith('DATABASE_URL'));
  if (issue !== undefined) throw new CannotExport(`${issue.path}: ${issue.message}`);
  return values.DATABASE_URL;
}
