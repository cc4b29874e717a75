import type { Charge } from '../../trace/trace-record.js';
import type { Day } from './day.js';

/** What one user, or all users of an environment together, use on one day. */
export interface Account {
  readonly environment: string;
  /** Null stands for all users together. */
  readonly userId: string | null;
  readonly day: Day;
}

/** Absent means no limit. */
export interface DailyLimits {
  readonly asks?: number;
  readonly tokens?: number;
}

export interface Demand {
  readonly account: Account;
  readonly limits: DailyLimits;
}

/** What was booked, until it is settled. */
export interface Reservation {
  readonly id: string;
  readonly accounts: readonly Account[];
  readonly charge: Charge;
  /** Which book of each account it stands in: that of a store that has lost its books meanwhile is another one. */
  readonly books: readonly string[];
}

/** Nothing was booked, because this would have exceeded a limit. */
export interface Refusal {
  readonly account: Account;
  readonly what: 'asks' | 'tokens';
  /** What is settled would leave room: only asks that run may need it. */
  readonly passes: boolean;
}

export type Reserved = { readonly reservation: Reservation } | { readonly refusal: Refusal };

/** What an account has to begin with, by what is on record. */
export type OpeningBalance = (account: Account) => Promise<Charge>;

export const NOTHING: Charge = { asks: 0, tokens: 0 };

/**
 * The books of the quotas. One contract suite (`test/contract/ledger.contract.ts`) runs over every adapter.
 *
 * What is reserved counts as used from the first moment, so that asks at the same time cannot overrun a limit. A
 * reservation that nobody settles, because its process died, stays counted until the day is over. An account that
 * has no book yet, or none any more, gets one that begins with what is on record.
 */
export abstract class Ledger {
  /**
   * Books a charge in all of the accounts, or in none. The first tokens of a day are always granted: a limit that is
   * smaller than what has to be reserved would refuse for ever.
   * @throws AppError `INTERNAL` when a book cannot be opened
   */
  abstract reserve(demands: readonly Demand[], charge: Charge): Promise<Reserved>;

  /**
   * Replaces what was reserved by what was used; to be called once.
   * @returns what is settled of each account after that, without what is reserved; undefined where it is not known.
   * Never rejects.
   */
  abstract settle(reservation: Reservation, used: Charge): Promise<readonly (Charge | undefined)[]>;

  /** What was used and is reserved. @throws AppError `INTERNAL` when a book cannot be opened */
  abstract balance(account: Account): Promise<Charge>;

  /** True for the first who asks for that name on that day, of all processes. Never rejects. */
  abstract isFirst(day: Day, name: string): Promise<boolean>;
}

/** What of the charge would exceed a limit, if anything. */
export function exceeded(balance: Charge, charge: Charge, limits: DailyLimits): Refusal['what'] | undefined {
  const { asks = Infinity, tokens = Infinity } = limits;
  if (charge.asks > 0 && balance.asks + charge.asks > asks) return 'asks';
  const isFirst = balance.tokens === 0;
  return charge.tokens > 0 && !isFirst && balance.tokens + charge.tokens > tokens ? 'tokens' : undefined;
}

export function plus(one: Charge, other: Charge): Charge {
  return { asks: one.asks + other.asks, tokens: one.tokens + other.tokens };
}

export function minus(one: Charge, other: Charge): Charge {
  return { asks: one.asks - other.asks, tokens: one.tokens - other.tokens };
}
