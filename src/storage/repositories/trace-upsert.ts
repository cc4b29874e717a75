import type { CompiledQuery } from 'kysely';
import type { TraceRow } from '../tables.js';
import { Upsert } from './upsert.js';

/** Stores traces, and leaves alone what their users thought of the answers. */
export class TraceUpsert extends Upsert<TraceRow> {
  protected override build(rows: readonly TraceRow[]): CompiledQuery {
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
          replay_of: eb.ref('excluded.replay_of'),
          first_content_ms: eb.ref('excluded.first_content_ms'),
          prompt_tokens: eb.ref('excluded.prompt_tokens'),
          completion_tokens: eb.ref('excluded.completion_tokens'),
          cost: eb.ref('excluded.cost'),
          cached: eb.ref('excluded.cached'),
          degraded: eb.ref('excluded.degraded'),
          truncated: eb.ref('excluded.truncated'),
          rollout: eb.ref('excluded.rollout'),
          arm: eb.ref('excluded.arm'),
          arm_user: eb.ref('excluded.arm_user'),
          arm_failed: eb.ref('excluded.arm_failed'),
          contract_failed: eb.ref('excluded.contract_failed'),
          saved_at: eb.ref('excluded.saved_at'),
          document_version: eb.ref('excluded.document_version'),
          document: eb.ref('excluded.document'),
        })),
      )
      .compile();
  }
}
