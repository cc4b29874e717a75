import { setImmediate as endOfTurn } from 'node:timers/promises';
import { type AskFigures, type FiguresSpan, TraceFigures } from '../../trace/trace-figures.js';
import type { Database } from '../database.js';
import type { TraceTable } from '../tables.js';

/** Take some two milliseconds, and are added up in two. */
const PART_ROWS = 1_000;

/** All of them, and `environment`, stand in the index `traces_figures`, in this order. */
const COLUMNS = [
  'started_at',
  'id',
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
] as const satisfies readonly (keyof TraceTable)[];

type FiguresRow = Pick<TraceTable, (typeof COLUMNS)[number]>;

/** The figures of traces in a SQL database, read from one index alone. */
export class SqlTraceFigures extends TraceFigures {
  constructor(private readonly database: Database) {
    super();
  }

  override async *read(span: FiguresSpan): AsyncGenerator<readonly AskFigures[]> {
    let last: FiguresRow | undefined;
    do {
      const after = last;
      const rows = await this.database.run(() => this.part(span, after));
      yield rows.flatMap(figuresOf);
      // An engine in this process answers within one turn.
      await endOfTurn();
      last = rows.length < PART_ROWS ? undefined : rows.at(-1);
    } while (last !== undefined);
  }

  private part({ environment, from, to }: FiguresSpan, after: FiguresRow | undefined): Promise<FiguresRow[]> {
    const startedAt = after?.started_at ?? from;
    const id = after?.id ?? '';
    return this.database.query
      .selectFrom('traces')
      .select(COLUMNS)
      .where('environment', '=', environment)
      .where((eb) => eb(eb.refTuple('started_at', 'id'), '>', eb.tuple(startedAt, id)))
      .where('started_at', '<', to)
      .where('replay_of', 'is', null)
      .orderBy('started_at')
      .orderBy('id')
      .limit(PART_ROWS)
      .execute();
  }
}

function figuresOf(row: FiguresRow): AskFigures[] {
  if (row.status === 'running') return [];
  return [
    {
      intent: row.intent,
      profile: row.profile,
      status: row.status,
      latencyMs: row.latency_ms,
      firstContentMs: row.first_content_ms,
      promptTokens: row.prompt_tokens,
      completionTokens: row.completion_tokens,
      cost: row.cost,
      cached: row.cached === 1,
      degraded: row.degraded === 1,
      truncated: row.truncated === 1,
      feedback: row.feedback,
    },
  ];
}
