import type { CompiledQuery } from 'kysely';
import type { AuditTable } from '../tables.js';
import { Upsert } from './upsert.js';

/** Stores records of answers; the last word on an answer replaces what was said while it was being written. */
export class AuditUpsert extends Upsert<AuditTable> {
  protected override build(rows: readonly AuditTable[]): CompiledQuery {
    return this.query
      .insertInto('audit_records')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          content_id: eb.ref('excluded.content_id'),
          user_id: eb.ref('excluded.user_id'),
          profile: eb.ref('excluded.profile'),
          profile_digest: eb.ref('excluded.profile_digest'),
          model: eb.ref('excluded.model'),
          given_at: eb.ref('excluded.given_at'),
          label: eb.ref('excluded.label'),
          answer_sha256: eb.ref('excluded.answer_sha256'),
          cached: eb.ref('excluded.cached'),
        })),
      )
      .compile();
  }
}
