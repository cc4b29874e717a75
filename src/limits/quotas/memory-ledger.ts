import { LRUCache } from 'lru-cache';
import { newId } from '../../common/ids.js';
import type { Charge } from '../../trace/trace-record.js';
import type { Day } from './day.js';
import {
  type Account,
  type Demand,
  Ledger,
  NOTHING,
  type OpeningBalance,
  type Reservation,
  type Reserved,
  exceeded,
  minus,
  plus,
} from './ledger.js';

/** Accounts that have a book; one that was used longest ago is closed, and opened again from what is on record. */
const MAX_BOOKS = 100_000;
const MAX_NAMES = 1_000;

interface Book {
  readonly id: string;
  /** What was used as far as it is known, and what was on record when the book was opened. */
  settled: Charge;
  reserved: Charge;
}

/** The books of this process alone. */
export class MemoryLedger extends Ledger {
  private readonly books = new LRUCache<string, Book>({ max: MAX_BOOKS });
  private readonly opening = new Map<string, Promise<Book>>();
  private readonly names = new LRUCache<string, true>({ max: MAX_NAMES });

  constructor(private readonly openingBalance: OpeningBalance) {
    super();
  }

  override async reserve(demands: readonly Demand[], charge: Charge): Promise<Reserved> {
    const books = await Promise.all(demands.map(({ account }) => this.open(account)));
    // From here on nobody comes in between.
    for (const [at, { account, limits }] of demands.entries()) {
      const { settled, reserved } = books[at] ?? { settled: NOTHING, reserved: NOTHING };
      const what = exceeded(plus(settled, reserved), charge, limits);
      if (what === undefined) continue;
      const passes = exceeded(settled, charge, limits) === undefined;
      return { refusal: { account, what, passes } };
    }
    for (const book of books) book.reserved = plus(book.reserved, charge);
    const accounts = demands.map(({ account }) => account);
    return { reservation: { id: newId(), accounts, charge, books: books.map(({ id }) => id) } };
  }

  override async settle(
    { accounts, charge, books }: Reservation,
    used: Charge,
  ): Promise<readonly (Charge | undefined)[]> {
    return accounts.map((account, at) => {
      const book = this.books.get(keyOf(account));
      // Without a book, the next one begins with what is on record, and this is.
      if (book === undefined) return undefined;
      if (book.id === books[at]) book.reserved = minus(book.reserved, charge);
      book.settled = plus(book.settled, used);
      return book.settled;
    });
  }

  override async balance(account: Account): Promise<Charge> {
    const { settled, reserved } = await this.open(account);
    return plus(settled, reserved);
  }

  override async isFirst(day: Day, name: string): Promise<boolean> {
    const key = `${day.from}:${name}`;
    if (this.names.has(key)) return false;
    this.names.set(key, true);
    return true;
  }

  /** Who comes while a book is being opened waits for the same one. */
  private async open(account: Account): Promise<Book> {
    const key = keyOf(account);
    const open = this.books.get(key);
    if (open !== undefined) return open;
    const opening =
      this.opening.get(key) ?? this.openNew(key, account).finally(() => this.opening.delete(key));
    this.opening.set(key, opening);
    return opening;
  }

  private async openNew(key: string, account: Account): Promise<Book> {
    const book = { id: newId(), settled: await this.openingBalance(account), reserved: NOTHING };
    this.books.set(key, book);
    return book;
  }
}

function keyOf({ environment, userId, day }: Account): string {
  return JSON.stringify([environment, userId, day.from, day.to]);
}
