import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { TraceRecord } from '../../trace/trace-record.js';
import type { TraceFilter, TracePage } from '../../trace/trace-store.js';
import type { Tables } from '../tables.js';
import { type TraceKey, decodeCursor, encodeCursor } from './trace-cursor.js';
import { TraceConditions } from './trace-filter.js';
import { RECORD_COLUMNS, fromRow } from './trace-row.js';

/**
 * Entries of an index that one step walks. The first steps are small, because most filters find a page there; the
 * largest takes about a millisecond, in which an engine in this process lets nothing else happen.
 */
const FIRST_STEP = 250;
const LARGEST_STEP = 2_000;

/** Those that people complain about are looked through for a text anywhere in a traceId, which no index finds. */
const RECENT_TRACES = 5_000;
/** Traces of which one step reads the traceId. */
const RECENT_STEP = 250;
/** Follows every character that a traceId is made of. */
const LAST_CHARACTER = '\u{10FFFF}';

/** Among those before `before`, and not beyond `end`; null is no limit. */
interface Range {
  readonly before: TraceKey | null;
  readonly end: TraceKey | null;
}

/**
 * Finds traces, newest first. A single condition has an index in the order of the answer. Where several must hold,
 * one leads, and its index is walked in steps until a page is full: also what is rare stops nobody else.
 */
export class TraceSearch {
  constructor(private readonly query: Kysely<Tables>) {}

  /** @throws AppError `INPUT_INVALID` for a cursor that `encodeCursor` did not make */
  async search(filter: TraceFilter, page: { limit: number; cursor?: string }): Promise<TracePage> {
    const range = rangeOf(filter, page.cursor);
    // One more than the page holds tells whether there is another page.
    const keys = await this.find(new TraceConditions(filter), range, page.limit + 1);
    const shown = keys.slice(0, page.limit);
    const last = shown.at(-1);
    const nextCursor = keys.length > page.limit && last !== undefined ? encodeCursor(last) : null;
    return { records: await this.load(shown), nextCursor };
  }

  /** As `TraceStore.offerTraceIds`. */
  async offerTraceIds(text: string, limit: number): Promise<readonly string[]> {
    const offered = new Set<string>();
    await this.addRecent(offered, text, limit);
    await this.addBeginning(offered, text, limit);
    return [...offered].slice(0, limit);
  }

  /** Of the newest traces, those that contain the text, newest first. */
  private async addRecent(offered: Set<string>, text: string, limit: number): Promise<void> {
    let before: TraceKey | null = null;
    for (let read = 0; read < RECENT_TRACES && offered.size < limit; read += RECENT_STEP) {
      const all = this.query.selectFrom('traces').select('trace_id');
      const rows = await newestFirst(all, { before, end: null }).limit(RECENT_STEP).execute();
      for (const row of rows) if (row.trace_id.includes(text)) offered.add(row.trace_id);
      const last = rows.at(-1);
      if (last === undefined || rows.length < RECENT_STEP) return;
      before = keyOf(last);
      await endOfTurn();
    }
  }

  /** Of all traces, those that begin with the text: the last first, which of clocks is the newest. */
  private async addBeginning(offered: Set<string>, text: string, limit: number): Promise<void> {
    let before = text + LAST_CHARACTER;
    // Each step passes at least one of them, however many traces have the same.
    while (offered.size < limit) {
      const rows = await this.query
        .selectFrom('traces')
        .select('trace_id')
        .where('trace_id', '>=', text)
        .where('trace_id', '<', before)
        .orderBy('trace_id', 'desc')
        .limit(limit)
        .execute();
      for (const row of rows) offered.add(row.trace_id);
      const last = rows.at(-1);
      if (last === undefined || rows.length < limit) return;
      before = last.trace_id;
    }
  }

  private async find(conditions: TraceConditions, range: Range, count: number): Promise<TraceKey[]> {
    if (conditions.simple) return this.matches(conditions, range, count);
    const found: TraceKey[] = [];
    let { before } = range;
    for (let step = FIRST_STEP; ; step = Math.min(step * 2, LARGEST_STEP)) {
      const stepEnd = await this.stepEnd(conditions, { before, end: range.end }, step);
      const end = stepEnd ?? range.end;
      found.push(...(await this.matches(conditions, { before, end }, count - found.length)));
      if (stepEnd === null || found.length === count) return found;
      before = stepEnd;
      await endOfTurn();
    }
  }

  /** The last entry of so many that lead on; null when there are fewer. */
  private async stepEnd(conditions: TraceConditions, range: Range, step: number): Promise<TraceKey | null> {
    const walked = newestFirst(conditions.leading(this.query.selectFrom('traces')), range);
    const row = await walked
      .limit(1)
      .offset(step - 1)
      .executeTakeFirst();
    return row === undefined ? null : keyOf(row);
  }

  private async matches(conditions: TraceConditions, range: Range, count: number): Promise<TraceKey[]> {
    const matching = newestFirst(conditions.all(this.query.selectFrom('traces')), range);
    return (await matching.limit(count).execute()).map(keyOf);
  }

  /** In the order of the keys; without those that were deleted meanwhile. */
  private async load(keys: readonly TraceKey[]): Promise<readonly TraceRecord[]> {
    if (keys.length === 0) return [];
    const ids = keys.map(({ id }) => id);
    const rows = await this.query
      .selectFrom('traces')
      .select(['id', ...RECORD_COLUMNS])
      .where('id', 'in', ids)
      .execute();
    const records = new Map(rows.map((row) => [row.id, fromRow(row)]));
    return ids.flatMap((id) => records.get(id) ?? []);
  }
}

/** The limits of time and the cursor as one pair of keys: an engine seeks by one, and would walk past the others. */
function rangeOf({ from, to }: TraceFilter, cursor: string | undefined): Range {
  const after = cursor === undefined ? null : decodeCursor(cursor);
  const latest = to === undefined ? null : { startedAt: to, id: '' };
  const before = after !== null && latest !== null && latest.startedAt <= after.startedAt ? latest : after;
  return { before: before ?? latest, end: from === undefined ? null : { startedAt: from, id: '' } };
}

function newestFirst<Selected>(
  selection: SelectQueryBuilder<Tables, 'traces', Selected>,
  { before, end }: Range,
) {
  let query = selection.select(['started_at', 'id']).orderBy('started_at', 'desc').orderBy('id', 'desc');
  if (before !== null) {
    query = query.where((eb) =>
      eb(eb.refTuple('started_at', 'id'), '<', eb.tuple(before.startedAt, before.id)),
    );
  }
  if (end === null) return query;
  return query.where((eb) => eb(eb.refTuple('started_at', 'id'), '>=', eb.tuple(end.startedAt, end.id)));
}

/** PostgreSQL's driver reads whole numbers of 64 bits as texts. */
function keyOf({ started_at, id }: { started_at: number | string; id: string }): TraceKey {
  return { startedAt: Number(started_at), id };
}
