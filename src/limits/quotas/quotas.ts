import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import type { EnvironmentPolicy } from '../../config/snapshot.js';
import type { Charge } from '../../trace/trace-record.js';
import { BudgetAlarm } from './budget-alarm.js';
import { type Day, Days } from './day.js';
import { type Account, type Demand, Ledger, NOTHING, type Refusal, type Reservation } from './ledger.js';

/** Who begins an ask, and when. */
export interface QuotaQuestion {
  readonly environment: EnvironmentPolicy;
  readonly userId: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** What an ask has reserved; to be settled once. */
export interface Hold {
  readonly environment: EnvironmentPolicy;
  /** Absent where nothing is limited. */
  readonly reservation?: Reservation;
  /** `Clock.monotonic()` when it was reserved. */
  readonly since: number;
}

/** Seconds until room that running asks may need is likely to be there: at least, at most, and while nobody knows. */
const SOON_S = { least: 1, most: 60, unknown: 5 };
/** How much the latest reservation counts in the mean of how long they lasted. */
const NEWEST = 0.1;

export interface QuotaState {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the Unix epoch. */
  readonly resetsAt: number;
}

/** What everybody together has used today of what they may. */
export interface Budget {
  readonly used: number;
  readonly limit: number;
}

/**
 * What users may use in a day, each by themselves and all together. An account is kept only where it is limited; what
 * asks count for is on record in any case, so that a limit which is set later knows the whole day.
 */
@Injectable()
export class Quotas {
  private readonly days = new Map<string, Days>();
  /** Milliseconds for which something was reserved lately. */
  private heldMs: number | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly alarm: BudgetAlarm,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes what an ask may use off what is left today.
   * @throws AppError `QUOTA_EXCEEDED` with the seconds until the day is over, or until asks that run should have ended when
   * only those stand in the way; `INTERNAL` when nobody knows what was used
   */
  async reserve(question: QuotaQuestion, charge: Charge): Promise<Hold> {
    const { environment } = question;
    const demands = this.demands(question);
    const since = this.clock.monotonic();
    if (demands.length === 0) return { environment, since };
    const reserved = await this.ledger.reserve(demands, charge);
    if ('refusal' in reserved) throw await this.refused(environment, reserved.refusal);
    return { environment, reservation: reserved.reservation, since };
  }

  /** Replaces what was reserved by what was used. Never rejects. */
  async settle({ environment, reservation, since }: Hold, used: Charge): Promise<void> {
    if (reservation === undefined) return;
    const heldMs = this.clock.monotonic() - since;
    this.heldMs = this.heldMs === undefined ? heldMs : this.heldMs + NEWEST * (heldMs - this.heldMs);
    const settled = await this.ledger.settle(reservation, used);
    const at = reservation.accounts.findIndex(({ userId }) => userId === null);
    const total = settled[at];
    const day = reservation.accounts[at]?.day;
    if (total !== undefined && day !== undefined) await this.alarm.look(environment, day, total.tokens);
  }

  /** Gives everything back that was reserved. Never rejects. */
  giveBack(hold: Hold): Promise<void> {
    return this.settle(hold, NOTHING);
  }

  /** What a user has left today; absent where nothing is limited. */
  async ofUser(
    question: QuotaQuestion,
  ): Promise<{ readonly asksPerDay?: QuotaState; readonly tokensPerDay?: QuotaState }> {
    const { asksPerDay, tokensPerDay } = question.environment.quotas;
    if (asksPerDay === undefined && tokensPerDay === undefined) return {};
    const account = this.account(question, question.userId);
    const { asks, tokens } = await this.ledger.balance(account);
    const resetsAt = account.day.to;
    return {
      ...(asksPerDay !== undefined && { asksPerDay: stateOf(asksPerDay, asks, resetsAt) }),
      ...(tokensPerDay !== undefined && { tokensPerDay: stateOf(tokensPerDay, tokens, resetsAt) }),
    };
  }

  /** Undefined where everybody together is not limited. @throws AppError `INTERNAL` when nobody knows what was used */
  async budget(environment: EnvironmentPolicy): Promise<Budget | undefined> {
    const limit = environment.quotas.totalTokensPerDay;
    if (limit === undefined) return undefined;
    const { tokens } = await this.ledger.balance(this.account({ environment, at: this.clock.now() }, null));
    return { used: tokens, limit };
  }

  private demands(question: QuotaQuestion): Demand[] {
    const { asksPerDay: asks, tokensPerDay: tokens, totalTokensPerDay } = question.environment.quotas;
    const demands: Demand[] = [];
    if (asks !== undefined || tokens !== undefined) {
      const limits = { ...(asks !== undefined && { asks }), ...(tokens !== undefined && { tokens }) };
      demands.push({ account: this.account(question, question.userId), limits });
    }
    if (totalTokensPerDay !== undefined) {
      demands.push({ account: this.account(question, null), limits: { tokens: totalTokensPerDay } });
    }
    return demands;
  }

  private account(
    { environment, at }: Pick<QuotaQuestion, 'environment' | 'at'>,
    userId: string | null,
  ): Account {
    return { environment: environment.name, userId, day: this.dayOf(environment.quotas.timeZone, at) };
  }

  private dayOf(timeZone: string, at: number): Day {
    const days = this.days.get(timeZone) ?? new Days(timeZone);
    this.days.set(timeZone, days);
    return days.dayOf(at);
  }

  private async refused(
    environment: EnvironmentPolicy,
    { account, what, passes }: Refusal,
  ): Promise<AppError> {
    const isTotal = account.userId === null;
    if (isTotal && !passes) await this.alarm.usedUp(environment, account.day);
    const whose = isTotal
      ? 'All users together have used up what this server may use today'
      : `Your ${what} of today are used up`;
    const untilTomorrowS = Math.max(1, Math.ceil((account.day.to - this.clock.now()) / 1000));
    return new AppError('QUOTA_EXCEEDED', {
      detail: passes ? `${whose}, as long as asks that run may need the rest.` : `${whose}.`,
      reason: isTotal ? 'total_tokens_per_day' : `${what}_per_day`,
      retryAfterS: passes ? Math.min(this.soonS(), untilTomorrowS) : untilTomorrowS,
    });
  }

  private soonS(): number {
    if (this.heldMs === undefined) return SOON_S.unknown;
    return Math.min(SOON_S.most, Math.max(SOON_S.least, Math.ceil(this.heldMs / 1000)));
  }
}

function stateOf(limit: number, used: number, resetsAt: number): QuotaState {
  return { limit, remaining: Math.max(0, limit - used), resetsAt };
}
