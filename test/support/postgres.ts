import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The PostgreSQL server of the tests; its user must be allowed to create databases. */
const SERVER = process.env['TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

export interface TestDatabase {
  readonly url: string;
  /** Runs one statement as an administrator, from outside of the code under test. */
  run(statement: string): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/**
 * An empty database of its own.
 * @param locale in whose order its texts stand; as the server has it when absent
 */
export async function createTestDatabase({ locale }: { locale?: string } = {}): Promise<TestDatabase> {
  const name = `miniask_test_${randomBytes(6).toString('hex')}`;
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  const order = locale === undefined ? '' : `template template0 locale_provider icu icu_locale '${locale}'`;
  await runOn(SERVER, `create database ${name} ${order}`);
  return {
    url: url.href,
    run: (statement) => runOn(url.href, statement),
    async drop() {
      await runOn(SERVER, `drop database ${name} with (force)`);
    },
  };
}

async function runOn(connectionString: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows;
  } finally {
    await client.end();
  }
}
