import { setImmediate as endOfTurn } from 'node:timers/promises';
import { type ArmAsk, RolloutFigures, type RolloutSpan } from '../../trace/rollout-figures.js';
import type { Database } from '../database.js';
import type { TraceTable } from '../tables.js';

/** Take some two milliseconds. */
const PART_ROWS = 1_000;

/** All of them, and those that are compared below, stand in the index `traces_rollouts`. */
const COLUMNS = [
  'started_at',
  'id',
  'arm',
  'arm_user',
  'arm_failed',
  'contract_failed',
  'latency_ms',
  'feedback',
] as const satisfies readonly (keyof TraceTable)[];

type ArmRow = Pick<TraceTable, (typeof COLUMNS)[number]>;

/** The figures of rollouts in a SQL database, read from one index alone. */
export class SqlRolloutFigures extends RolloutFigures {
  constructor(private readonly database: Database) {
    super();
  }

  override began(rollout: Omit<RolloutSpan, 'to'>): Promise<number | null> {
    return this.database.run(async () => {
      const kept = await this.keptBegin(rollout);
      if (kept !== null) return kept;
      const first = await this.firstBegin(rollout);
      if (first === null) return null;
      await this.keepBegin(rollout, first);
      // Another process may have been the first to find one.
      return this.keptBegin(rollout);
    });
  }

  private async keptBegin({ key, from }: Omit<RolloutSpan, 'to'>): Promise<number | null> {
    const row = await this.database.query
      .selectFrom('rollout_begins')
      .select('began_at')
      .where('rollout', '=', key)
      .where('not_before', '=', from)
      .executeTakeFirst();
    return row === undefined ? null : Number(row.began_at);
  }

  private async firstBegin({ key, from }: Omit<RolloutSpan, 'to'>): Promise<number | null> {
    const row = await this.database.query
      .selectFrom('traces')
      .select('started_at')
      .where('rollout', '=', key)
      .where('started_at', '>=', from)
      .orderBy('started_at')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : row.started_at;
  }

  private async keepBegin({ key, from }: Omit<RolloutSpan, 'to'>, began: number): Promise<void> {
    await this.database.query
      .insertInto('rollout_begins')
      .values({ rollout: key, not_before: from, began_at: began })
      .onConflict((conflict) => conflict.columns(['rollout', 'not_before']).doNothing())
      .execute();
  }

  override async *read(span: RolloutSpan): AsyncGenerator<readonly ArmAsk[]> {
    let last: ArmRow | undefined;
    do {
      const after = last;
      const rows = await this.database.run(() => this.part(span, after));
      yield rows.flatMap(askOf);
      // An engine in this process answers within one turn.
      await endOfTurn();
      last = rows.length < PART_ROWS ? undefined : rows.at(-1);
    } while (last !== undefined);
  }

  private part({ key, from, to }: RolloutSpan, after: ArmRow | undefined): Promise<ArmRow[]> {
    return this.database.query
      .selectFrom('traces')
      .select(COLUMNS)
      .where('rollout', '=', key)
      .where((eb) =>
        eb(eb.refTuple('started_at', 'id'), '>', eb.tuple(after?.started_at ?? from, after?.id ?? '')),
      )
      .where('started_at', '<', to)
      .orderBy('started_at')
      .orderBy('id')
      .limit(PART_ROWS)
      .execute();
  }
}

function askOf({ arm, arm_user, arm_failed, contract_failed, latency_ms, feedback }: ArmRow): ArmAsk[] {
  if (arm === null || arm_user === null) return [];
  const failed = arm_failed === 1;
  const contractFailed = contract_failed === 1;
  return [{ arm, user: arm_user, failed, contractFailed, latencyMs: latency_ms, feedback }];
}
