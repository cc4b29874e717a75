import type { Kysely } from 'kysely';
import { digest } from '../../common/digest.js';
import type { ForgottenChargeTable, Tables, TraceTable } from '../tables.js';

const DAY_MS = 86_400_000;
/** Milliseconds for which charges are kept: longer than any day lasts in which they count, wherever it begins. */
const KEPT_MS = 2 * DAY_MS;

/** What is needed of a trace that is deleted. PostgreSQL's driver reads whole numbers of 64 bits as texts. */
export type ChargedRow = Pick<TraceTable, 'id' | 'environment' | 'user_id'> & {
  readonly started_at: number | string;
  readonly charged_asks: number;
  readonly charged_tokens: number | string;
};

/** Keeps what deleted asks count for. To be called in the transaction that deletes them. */
export async function keepCharges(query: Kysely<Tables>, rows: readonly ChargedRow[]): Promise<void> {
  const kept = rows.flatMap((row) => keptOf(row) ?? []);
  if (kept.length === 0) return;
  await query
    .insertInto('forgotten_charges')
    .values(kept)
    .onConflict((conflict) =>
      // An ask that runs is saved, and deleted, more than once: its last word counts.
      conflict.column('id').doUpdateSet((eb) => ({
        asks: eb.ref('excluded.asks'),
        tokens: eb.ref('excluded.tokens'),
      })),
    )
    .execute();
}

/** Deletes those that count for no quota any more. @param now milliseconds since the Unix epoch */
export async function dropOldCharges(query: Kysely<Tables>, now: number): Promise<void> {
  await query
    .deleteFrom('forgotten_charges')
    .where('started_at', '<', now - KEPT_MS)
    .execute();
}

/**
 * By which a user's charges of a span of time are found: one for each day of UTC, so that nobody sees whether users of two
 * days are the same. Of a span that is longer than charges are kept, those of its last days.
 * @param from milliseconds since the Unix epoch
 * @param to milliseconds since the Unix epoch; exclusive
 */
export function digestsOf(userId: string, from: number, to: number): readonly string[] {
  const last = dayOf(to - 1);
  const first = Math.max(dayOf(from), last - KEPT_MS / DAY_MS);
  const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  return days.map((day) => digestOf(userId, day));
}

function keptOf(row: ChargedRow): ForgottenChargeTable | undefined {
  const asks = row.charged_asks;
  const tokens = Number(row.charged_tokens);
  const startedAt = Number(row.started_at);
  if (row.user_id === null || (asks === 0 && tokens === 0)) return undefined;
  const user_digest = digestOf(row.user_id, dayOf(startedAt));
  return { id: row.id, user_digest, environment: row.environment, started_at: startedAt, asks, tokens };
}

function dayOf(time: number): number {
  return Math.floor(time / DAY_MS);
}

function digestOf(userId: string, day: number): string {
  return digest([userId, day]);
}
