import type { CompiledQuery, Kysely } from 'kysely';
import type { Tables } from '../tables.js';

/**
 * A statement that stores several rows at once, replacing those that are there already. Building one takes
 * as long as running it, so it is built once for each number of rows.
 */
export abstract class Upsert<Row extends object> {
  private readonly statements = new Map<number, CompiledQuery>();

  constructor(protected readonly query: Kysely<Tables>) {}

  /**
   * @param rows all of them with the same columns in the same order; no two with the same id, because
   * PostgreSQL refuses to write a row twice in one statement.
   */
  of(rows: readonly Row[]): CompiledQuery {
    const kept = this.statements.get(rows.length);
    if (kept !== undefined) return { ...kept, parameters: rows.flatMap(valuesOf) };
    const statement = this.build(rows);
    this.statements.set(rows.length, statement);
    return statement;
  }

  protected abstract build(rows: readonly Row[]): CompiledQuery;
}

function valuesOf(row: object): readonly unknown[] {
  return Object.values(row);
}
