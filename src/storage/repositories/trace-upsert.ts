import type { CompiledQuery, Kysely } from 'kysely';
import type { Tables, TraceTable } from '../tables.js';

/**
 * The statement that stores several traces at once, replacing those that are there already. Building
 * one takes as long as running it, so it is built once for each number of rows.
 */
export class TraceUpsert {
  private readonly statements = new Map<number, CompiledQuery>();

  constructor(private readonly query: Kysely<Tables>) {}

  /**
   * @param rows made by `toRow`, which gives all of them the same columns in the same order; no two
   * with the same id, because PostgreSQL refuses to write a row twice in one statement.
   */
  of(rows: readonly TraceTable[]): CompiledQuery {
    const kept = this.statements.get(rows.length);
    if (kept !== undefined) return { ...kept, parameters: rows.flatMap((row) => Object.values(row)) };
    const statement = this.build(rows);
    this.statements.set(rows.length, statement);
    return statement;
  }

  private build(rows: readonly TraceTable[]): CompiledQuery {
    return this.query
      .insertInto('traces')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          trace_id: eb.ref('excluded.trace_id'),
          user_id: eb.ref('excluded.user_id'),
          environment: eb.ref('excluded.environment'),
          intent: eb.ref('excluded.intent'),
          profile: eb.ref('excluded.profile'),
          status: eb.ref('excluded.status'),
          error_code: eb.ref('excluded.error_code'),
          started_at: eb.ref('excluded.started_at'),
          latency_ms: eb.ref('excluded.latency_ms'),
          charged_asks: eb.ref('excluded.charged_asks'),
          charged_tokens: eb.ref('excluded.charged_tokens'),
          saved_at: eb.ref('excluded.saved_at'),
          document_version: eb.ref('excluded.document_version'),
          document: eb.ref('excluded.document'),
        })),
      )
      .compile();
  }
}
