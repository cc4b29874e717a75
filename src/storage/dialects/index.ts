import { DatabaseUnusable } from '../storage-errors.js';
import type { Engine } from './engine.js';
import { openPostgres } from './postgres.js';
import { openSqlite } from './sqlite.js';

interface EngineChoice {
  readonly matches: RegExp;
  readonly open: (url: string) => Engine;
}

/** The only place that knows which engines there are. */
const ENGINES: readonly EngineChoice[] = [
  { matches: /^sqlite:./, open: openSqlite },
  { matches: /^postgres(?:ql)?:\/\//, open: openPostgres },
];

/** @throws DatabaseUnusable when `DATABASE_URL` names no engine, or its file cannot be opened. */
export function openEngine(databaseUrl: string): Engine {
  const choice = ENGINES.find(({ matches }) => matches.test(databaseUrl));
  if (choice === undefined) {
    throw new DatabaseUnusable(
      'DATABASE_URL must begin with sqlite: (as in sqlite:./data/miniask.db) or postgres:// (as in postgres://user:password@host:5432/miniask)',
    );
  }
  return choice.open(databaseUrl);
}
