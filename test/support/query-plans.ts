import { CompiledQuery, type DatabaseConnection, type Driver } from 'kysely';
import { Database } from '../../src/storage/database.js';
import type { Engine } from '../../src/storage/dialects/engine.js';

/** The plan of each query that `ask` asks of a database, as its engine explains it: a line for each step. */
export async function plansOf(
  engine: Engine,
  explain: 'explain' | 'explain query plan',
  ask: (database: Database) => Promise<unknown>,
): Promise<string[][]> {
  const asked: CompiledQuery[] = [];
  const database = new Database(watched(engine, asked));
  await ask(database);
  const plans: string[][] = [];
  for (const { sql, parameters } of asked.filter((query) => /^(with|select|update)/.test(query.sql))) {
    const explained = CompiledQuery.raw(`${explain} ${sql}`, [...parameters]);
    const { rows } = await database.query.executeQuery(explained);
    plans.push(rows.map((row) => String(Object.values(Object(row)).at(-1))));
  }
  await database.query.destroy();
  return plans;
}

/** The engine, which notes what it is asked. */
function watched(engine: Engine, asked: CompiledQuery[]): Engine {
  return {
    ...engine,
    dialect(purpose) {
      const dialect = engine.dialect(purpose);
      return {
        createAdapter: () => dialect.createAdapter(),
        createIntrospector: (db) => dialect.createIntrospector(db),
        createQueryCompiler: () => dialect.createQueryCompiler(),
        createDriver: () => watchedDriver(dialect.createDriver(), asked),
      };
    },
  };
}

function watchedDriver(driver: Driver, asked: CompiledQuery[]): Driver {
  const seen = new WeakSet<DatabaseConnection>();
  const acquire = driver.acquireConnection.bind(driver);
  driver.acquireConnection = async (...options) => {
    const connection = await acquire(...options);
    if (!seen.has(connection)) watch(connection, asked);
    seen.add(connection);
    return connection;
  };
  return driver;
}

function watch(connection: DatabaseConnection, asked: CompiledQuery[]): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = (query, ...options) => {
    asked.push(query);
    return execute(query, ...options);
  };
}
