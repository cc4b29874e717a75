import { sql } from 'kysely';
import type { Database } from '../../src/storage/database.js';

/** Makes every read and write of traces fail from now on, until the returned function has resolved. */
export async function breakStorage({ query }: Database): Promise<() => Promise<void>> {
  await sql`alter table traces rename to traces_elsewhere`.execute(query);
  return async () => {
    await sql`alter table traces_elsewhere rename to traces`.execute(query);
  };
}
