import { hash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { WhileRedisAnswers } from '../../redis/while-redis-answers.js';
import type { Charge } from '../../trace/trace-record.js';
import type { Day } from './day.js';
import { OPEN, RESERVE, SETTLE } from './ledger-scripts.js';
import {
  type Account,
  type Demand,
  Ledger,
  type OpeningBalance,
  type Reservation,
  type Reserved,
} from './ledger.js';
import { MemoryLedger } from './memory-ledger.js';

/** Milliseconds for which a book is kept after its day: asks that began in it have ended by then. */
const KEPT_MS = 3_600_000;
/** Books of one reservation that may be found missing, one after the other, before something else must be wrong. */
const MAX_OPENINGS = 8;
/** Settlements that wait for Redis; beyond them what was reserved stays counted as used. */
const MAX_OWED = 10_000;
/** Milliseconds for which is remembered that something was settled: longer than anybody tries again. */
const SETTLED_MS = 3_600_000;
const MAX_NAMES = 1_000;

const Answer = z.union([
  z.tuple([z.literal('unopened'), z.number()]),
  z.tuple([z.literal('refused'), z.number(), z.enum(['asks', 'tokens']), z.number()]),
  z.tuple([z.literal('booked')]).rest(z.string()),
]);
const Balances = z.array(z.number());
const Book = z.tuple([z.coerce.number(), z.coerce.number()]);

/** A reservation of this process, made while Redis was gone. */
interface OwnReservation extends Reservation {
  readonly ledger: MemoryLedger;
}

interface Settlement {
  readonly reservation: Reservation;
  readonly used: Charge;
}

/**
 * Books that all processes share. While Redis is gone each process keeps its own, which begin with what is on
 * record; what ends meanwhile is booked in Redis as soon as it is back.
 */
export class RedisLedger extends Ledger {
  private readonly shared: WhileRedisAnswers;
  /** Of the outage that lasts; the next one begins with what is on record then. */
  private own: MemoryLedger | undefined;
  private readonly owed = new Set<Settlement>();
  private paying = false;
  private readonly seen = new LRUCache<string, true>({ max: MAX_NAMES });

  constructor(
    redis: RedisConnection,
    clock: Clock,
    private readonly openingBalance: OpeningBalance,
  ) {
    super();
    this.shared = new WhileRedisAnswers(redis, clock, new Logger('Quotas'), {
      lost: 'each process keeps the quotas for itself until Redis answers',
      back: 'the quotas are kept by all processes together again',
    });
    redis.whenReady(() => void this.payOwed());
  }

  override async reserve(demands: readonly Demand[], charge: Charge): Promise<Reserved> {
    const reserved = await this.reserveShared(demands, charge);
    if (reserved !== undefined) {
      this.own = undefined;
      return reserved;
    }
    this.own ??= new MemoryLedger(this.openingBalance);
    const ledger = this.own;
    const own = await ledger.reserve(demands, charge);
    if ('refusal' in own) return own;
    const reservation: OwnReservation = { ...own.reservation, ledger };
    return { reservation };
  }

  override async settle(reservation: Reservation, used: Charge): Promise<readonly (Charge | undefined)[]> {
    const { accounts } = reservation;
    if (isOwn(reservation)) {
      const { ledger, ...itself } = reservation;
      const own = await ledger.settle(itself, used);
      // The shared books know nothing of it yet: there it counts whole.
      return (
        (await this.bookOrOwe({ reservation: { ...itself, books: accounts.map(() => '') }, used })) ?? own
      );
    }
    return (await this.bookOrOwe({ reservation, used })) ?? accounts.map(() => undefined);
  }

  override async balance(account: Account): Promise<Charge> {
    for (let openings = 0; openings < MAX_OPENINGS; openings += 1) {
      const book = await this.shared.ask((commands) => commands.hmget(keyOf(account), 'asks', 'tokens'));
      if (book === undefined) break;
      if (book[0] !== null) {
        const [asks, tokens] = Book.parse(book);
        return { asks, tokens };
      }
      await this.open(account);
    }
    return (this.own ?? new MemoryLedger(this.openingBalance)).balance(account);
  }

  override async isFirst(day: Day, name: string): Promise<boolean> {
    // Who has been the first, or heard of it, need not ask again.
    const key = `${day.from}:${name}`;
    if (this.seen.has(key)) return false;
    this.seen.set(key, true);
    const set = await this.shared.ask(async (commands) => ({
      reply: await commands.set(`miniask:quota:first:${key}`, '1', 'PXAT', day.to + KEPT_MS, 'NX'),
    }));
    return set === undefined || set.reply !== null;
  }

  /** Undefined when Redis does not answer. */
  private async reserveShared(demands: readonly Demand[], charge: Charge): Promise<Reserved | undefined> {
    const keys = demands.map(({ account }) => keyOf(account));
    const limits = demands.flatMap(({ limits: { asks = -1, tokens = -1 } }) => [asks, tokens]);
    const values = [charge.asks, charge.tokens, ...limits];
    for (let openings = 0; openings < MAX_OPENINGS; openings += 1) {
      const answer = await this.shared.ask(async (commands) =>
        Answer.parse(await RESERVE.run(commands, keys, values)),
      );
      if (answer === undefined) return undefined;
      if (answer[0] === 'booked') {
        const [, ...books] = answer;
        return {
          reservation: { id: newId(), accounts: demands.map(({ account }) => account), charge, books },
        };
      }
      const account = demands[answer[1]]?.account;
      if (account === undefined) return undefined;
      if (answer[0] === 'refused') return { refusal: { account, what: answer[2], passes: answer[3] === 1 } };
      await this.open(account);
    }
    return undefined;
  }

  private async open(account: Account): Promise<void> {
    const { asks, tokens } = await this.openingBalance(account);
    const values = [newId(), asks, tokens, account.day.to + KEPT_MS];
    await this.shared.ask((commands) => OPEN.run(commands, [keyOf(account)], values));
  }

  /** What is settled after that; undefined when Redis does not answer. */
  private async book({
    reservation,
    used,
  }: Settlement): Promise<readonly (Charge | undefined)[] | undefined> {
    const { accounts, charge, books } = reservation;
    const values = [used.asks, used.tokens, charge.asks, charge.tokens, ...books, SETTLED_MS];
    const keys = [...accounts.map(keyOf), settlementKeyOf(reservation)];
    const balances = await this.shared.ask(async (commands) =>
      Balances.parse(await SETTLE.run(commands, keys, values)),
    );
    return balances && accounts.map((_, at) => balanceIn(balances, at));
  }

  private async bookOrOwe(settlement: Settlement): Promise<readonly (Charge | undefined)[] | undefined> {
    const balances = await this.book(settlement);
    if (balances === undefined && this.owed.size < MAX_OWED) this.owed.add(settlement);
    else void this.payOwed();
    return balances;
  }

  private async payOwed(): Promise<void> {
    if (this.paying) return;
    this.paying = true;
    for (const settlement of this.owed) {
      if ((await this.book(settlement)) === undefined) break;
      this.owed.delete(settlement);
    }
    this.paying = false;
  }
}

function balanceIn(balances: readonly number[], at: number): Charge | undefined {
  const [asks = -1, tokens = -1] = balances.slice(2 * at, 2 * at + 2);
  return asks < 0 ? undefined : { asks, tokens };
}

function isOwn(reservation: Reservation): reservation is OwnReservation {
  return 'ledger' in reservation;
}

function settlementKeyOf({ id, accounts: [account] }: Reservation): string {
  return `miniask:quota:{${account?.environment}}:settled:${id}`;
}

/** In braces what all keys of an environment share: a script of a Redis cluster reaches one place only. */
function keyOf({ environment, userId, day }: Account): string {
  const owner = userId === null ? 'total' : `user:${hash('sha256', userId, 'base64url')}`;
  return `miniask:quota:{${environment}}:${day.from}-${day.to}:${owner}`;
}
