import { DatabaseUnusable } from '../storage-errors.js';
import type { Engine } from './engine.js';
import { openPostgres } from './postgres.js';
import { openSqlite, sqliteFileExists } from './sqlite.js';

interface EngineChoice {
  readonly matches: RegExp;
  readonly open: (url: string) => Engine;
  /** Whether opening it would find something; a server is asked by opening it. */
  readonly exists: (url: string) => boolean;
}

/** The only place that knows which engines there are. */
const ENGINES: readonly EngineChoice[] = [
  { matches: /^sqlite:./, open: openSqlite, exists: sqliteFileExists },
  { matches: /^postgres(?:ql)?:\/\//, open: openPostgres, exists: () => true },
];

/**
 * @param mustExist refuses where opening would make a new, empty database
 * @throws DatabaseUnusable when `DATABASE_URL` names no engine, or its file cannot be opened.
 */
export function openEngine(databaseUrl: string, { mustExist = false } = {}): Engine {
  const choice = ENGINES.find(({ matches }) => matches.test(databaseUrl));
  if (choice === undefined) {
    throw new DatabaseUnusable(
      'DATABASE_URL must begin with sqlite: (as in sqlite:./data/miniask.db) or postgres:// (as in postgres://user:password@host:5432/miniask)',
    );
  }
  if (mustExist && !choice.exists(databaseUrl)) {
    throw new DatabaseUnusable(
      'DATABASE_URL: there is no database at that place yet. Set the variable as the server has it, and use its working directory.',
    );
  }
  return choice.open(databaseUrl);
}
