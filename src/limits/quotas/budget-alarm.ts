import { Injectable, Logger } from '@nestjs/common';
import type { EnvironmentPolicy } from '../../config/snapshot.js';
import type { Day } from './day.js';
import { Ledger } from './ledger.js';

/** Says in the log that the day's tokens of all users come to their end, and that they have; each once a day. */
@Injectable()
export class BudgetAlarm {
  private readonly logger = new Logger('TokenBudget');

  constructor(private readonly ledger: Ledger) {}

  /** @param used tokens of that day until now; what asks that run have reserved may come back, and is no reason for an alarm */
  async look({ name: environment, quotas }: EnvironmentPolicy, day: Day, used: number): Promise<void> {
    const { totalTokensPerDay: limit, alarmAtPercent } = quotas;
    if (limit === undefined || used * 100 < limit * alarmAtPercent) return;
    if (!(await this.ledger.isFirst(day, `${environment}:alarm`))) return;
    const percent = Math.floor((used / limit) * 100);
    this.logger.warn(
      { environment, used, limit, percent, ...untilOf(day) },
      'token budget of the day: alarm',
    );
  }

  async usedUp({ name: environment, quotas }: EnvironmentPolicy, day: Day): Promise<void> {
    if (!(await this.ledger.isFirst(day, `${environment}:used-up`))) return;
    const { totalTokensPerDay: limit } = quotas;
    this.logger.error(
      { environment, limit, ...untilOf(day) },
      'token budget of the day: used up, asks are refused',
    );
  }
}

function untilOf({ to }: Day): { readonly until: string } {
  return { until: new Date(to).toISOString() };
}
