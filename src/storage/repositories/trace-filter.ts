import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { TraceFilter } from '../../trace/trace-store.js';
import type { Tables } from '../tables.js';
import { columnText } from './trace-row.js';

type FilteredColumn = 'trace_id' | 'user_id' | 'feedback' | 'replay_of' | 'status' | 'profile' | 'intent';

/** What a column must hold; null stands for nothing, `anything` for anything else. */
interface Condition {
  readonly column: FilteredColumn;
  readonly value: string | null | typeof ANYTHING;
}

const ANYTHING = Symbol('anything');

type Selection<Output> = SelectQueryBuilder<Tables, 'traces', Output>;

/**
 * The conditions of a filter but for time: the one that is taken to leave fewest traces leads, by the index that
 * begins with it and is in the order of the answer. Engines are not left to choose: SQLite knows nothing of a
 * table that grew since it was opened.
 */
export class TraceConditions {
  private readonly lead: Condition | undefined;
  private readonly beside: readonly Condition[];

  constructor(filter: TraceFilter) {
    const conditions = conditionsOf(filter);
    // Nearly every trace holds nothing there: no index leads to those.
    const at = conditions.findIndex(({ value }) => value !== null);
    this.lead = conditions[at];
    this.beside = conditions.filter((_, index) => index !== at);
  }

  /** Whether the index of the leading condition alone finds the traces. */
  get simple(): boolean {
    return this.beside.length === 0;
  }

  /** Those in the index that is walked. */
  leading<Output>(selection: Selection<Output>): Selection<Output> {
    if (this.lead === undefined) return selection;
    const { column, value } = this.lead;
    return value === ANYTHING ? selection.where(column, 'is not', null) : selection.where(column, '=', value);
  }

  /** Those of them that are looked for. */
  all<Output>(selection: Selection<Output>): Selection<Output> {
    return this.beside.reduce((query, { column, value }) => {
      // What is nothing nearly everywhere narrows nothing, and engines know.
      if (value === null) return query.where(column, 'is', null);
      const held = besideIndex(column);
      return value === ANYTHING ? query.where(held, 'is not', null) : query.where(held, '=', value);
    }, this.leading(selection));
  }
}

/** What a column holds, as an expression that no index begins with: what is compared with it does not lead. */
export function besideIndex(column: FilteredColumn): RawBuilder<string | null> {
  return sql<string | null>`(${sql.ref(column)} || '')`;
}

/** Those first that leave fewest traces. */
function conditionsOf(filter: TraceFilter): readonly Condition[] {
  const { traceId, userId, feedback, origin, status, profile, intent } = filter;
  const byStatus = status === undefined ? [] : [{ column: 'status', value: status } as const];
  return [
    ...(traceId === undefined ? [] : [{ column: 'trace_id', value: columnText(traceId) } as const]),
    ...(userId === undefined ? [] : [{ column: 'user_id', value: columnText(userId) } as const]),
    ...(feedback === undefined ? [] : [{ column: 'feedback', value: feedback } as const]),
    ...(origin === 'replay' ? [{ column: 'replay_of', value: ANYTHING } as const] : []),
    ...(status === 'complete' ? [] : byStatus),
    ...(profile === undefined ? [] : [{ column: 'profile', value: columnText(profile) } as const]),
    ...(intent === undefined ? [] : [{ column: 'intent', value: columnText(intent) } as const]),
    ...(status === 'complete' ? byStatus : []),
    ...(origin === 'ask' ? [{ column: 'replay_of', value: null } as const] : []),
  ];
}
