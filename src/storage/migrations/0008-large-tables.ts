import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a filter that stands beside these is compared with, without a look at the trace itself. */
const WIDENED = {
  intent: ['profile', 'status', 'replay_of'],
  profile: ['intent', 'status', 'replay_of'],
  status: ['intent', 'profile', 'replay_of'],
} as const;

/** All that statistics read; and what the sum of a day's charges reads, which had an index of its own. */
const FIGURES = [
  'intent',
  'profile',
  'status',
  'latency_ms',
  'first_content_ms',
  'prompt_tokens',
  'completion_tokens',
  'cost',
  'cached',
  'degraded',
  'truncated',
  'feedback',
  'replay_of',
  'charged_asks',
  'charged_tokens',
] as const;

/** A million traces: lists and statistics are read from indexes alone, without more of them to be written. */
async function up(db: Kysely<unknown>): Promise<void> {
  for (const [filter, beside] of Object.entries(WIDENED)) {
    await db.schema.dropIndex(`traces_by_${filter}`).execute();
    await db.schema
      .createIndex(`traces_by_${filter}`)
      .on('traces')
      .columns([filter, 'started_at', 'id', ...beside])
      .execute();
  }
  await db.schema.dropIndex('traces_charged').execute();
  await db.schema
    .createIndex('traces_figures')
    .on('traces')
    .columns(['environment', 'started_at', 'id', ...FIGURES])
    .execute();
}

export const largeTables: Migration = { up };
