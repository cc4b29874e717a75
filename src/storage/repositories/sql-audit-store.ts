import type { AuditRecord } from '../../trace/audit-record.js';
import { AuditStore, type Period } from '../../trace/audit-store.js';
import type { Database } from '../database.js';
import { fromAuditRow } from './audit-row.js';

/** Records of answers in a SQL database. */
export class SqlAuditStore extends AuditStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async page(
    { from, to }: Period,
    limit: number,
    after?: AuditRecord,
  ): Promise<readonly AuditRecord[]> {
    const selection = this.database.query
      .selectFrom('audit_records')
      .selectAll()
      .where('given_at', '>=', from)
      .where('given_at', '<', to)
      .orderBy('given_at')
      .orderBy('id')
      .limit(limit);
    const page =
      after === undefined
        ? selection
        : selection.where((eb) => eb(eb.refTuple('given_at', 'id'), '>', eb.tuple(after.at, after.id)));
    const rows = await this.database.run(() => page.execute());
    return rows.map(fromAuditRow);
  }

  override async deleteBefore(environment: string, before: number, limit: number): Promise<number> {
    const { query } = this.database;
    const oldest = query
      .selectFrom('audit_records')
      .select('id')
      .where('environment', '=', environment)
      .where('given_at', '<', before)
      .orderBy('given_at')
      .limit(limit)
      .$if(this.database.locksRows, (some) => some.forUpdate().skipLocked());
    const { numDeletedRows } = await this.database.run(() =>
      query.deleteFrom('audit_records').where('id', 'in', oldest).executeTakeFirst(),
    );
    return Number(numDeletedRows);
  }
}
