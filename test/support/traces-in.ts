import type { Database } from '../../src/storage/database.js';
import { SqlRolloutFigures } from '../../src/storage/repositories/sql-rollout-figures.js';
import { SqlTraceFigures } from '../../src/storage/repositories/sql-trace-figures.js';
import { SqlTraceStore } from '../../src/storage/repositories/sql-trace-store.js';
import type { Clock } from '../../src/common/clock.js';
import type { Feedback } from '../../src/trace/trace-record.js';

/** The traces of a database, and their figures. */
export function tracesIn(database: Database, clock: Clock) {
  return {
    store: new SqlTraceStore(database, clock),
    figures: new SqlTraceFigures(database),
    rollouts: new SqlRolloutFigures(database),
    async rate(id: string, feedback: Feedback['rating']): Promise<void> {
      await database.query
        .updateTable('traces')
        .set({ feedback, feedback_at: 0 })
        .where('id', '=', id)
        .execute();
    },
  };
}
