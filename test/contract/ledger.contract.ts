import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/common/errors/app-error.js';
import type { Account, DailyLimits, Ledger, Reservation, Reserved } from '../../src/limits/quotas/ledger.js';
import type { Charge } from '../../src/trace/trace-record.js';

export interface OpenLedger {
  readonly ledger: Ledger;
  readonly record: OnRecord;
  close(): Promise<void>;
}

/** What is on record of accounts; a store that can be gone. */
export class OnRecord {
  readonly asked: Account[] = [];
  gone = false;
  private readonly charges = new Map<string | null, Charge>();

  has(userId: string | null, charge: Charge): void {
    this.charges.set(userId, charge);
  }

  readonly of = async (account: Account): Promise<Charge> => {
    this.asked.push(account);
    if (this.gone) throw new AppError('INTERNAL', { reason: 'storage' });
    return this.charges.get(account.userId) ?? { asks: 0, tokens: 0 };
  };
}

const DAY_MS = 86_400_000;
/** Days to come: a Redis forgets what is over. */
const FIRST_DAY = Date.UTC(2100, 0, 1);

export function anAccount(userId: string | null = 'u_1', day = 0, environment = 'prod'): Account {
  const from = FIRST_DAY + day * DAY_MS;
  return { environment, userId, day: { from, to: from + DAY_MS } };
}

export const charge = (tokens: number, asks = 1): Charge => ({ asks, tokens });

/** @throws Error when it was refused */
export function granted(reserved: Reserved): Reservation {
  if ('refusal' in reserved) throw new Error(`refused for its ${reserved.refusal.what}`);
  return reserved.reservation;
}

/** What every `Ledger` promises. */
export function describeLedger(name: string, open: () => Promise<OpenLedger>): void {
  describe(`Ledger: ${name}`, () => {
    let opened: OpenLedger;
    let ledger: Ledger;
    beforeEach(async () => {
      opened = await open();
      ({ ledger } = opened);
    });
    afterEach(() => opened.close());

    const reserve = (what: Charge, limits: DailyLimits, account = anAccount()): Promise<Reserved> =>
      ledger.reserve([{ account, limits }], what);
    const balance = (account = anAccount()): Promise<Charge> => ledger.balance(account);

    it('books until a limit would be exceeded, and says which', async () => {
      const limits = { asks: 2, tokens: 1000 };
      granted(await reserve(charge(400), limits));
      expect(await reserve(charge(601), limits)).toEqual({
        refusal: { account: anAccount(), what: 'tokens', passes: true },
      });
      granted(await reserve(charge(600), limits));
      expect(await reserve(charge(0), limits)).toEqual({
        refusal: { account: anAccount(), what: 'asks', passes: true },
      });
      expect(await balance()).toEqual(charge(1000, 2));
    });

    it('limits nothing that has no limit', async () => {
      granted(await reserve(charge(1_000_000_000_000), {}));
      granted(await reserve(charge(1), { asks: 2 }));
      expect(await balance()).toEqual(charge(1_000_000_000_001, 2));
    });

    it('grants no more than the limit when all come at once', async () => {
      const all = await Promise.all(
        Array.from({ length: 50 }, () => reserve(charge(100), { asks: 40, tokens: 1050 })),
      );
      expect(all.filter((one) => 'reservation' in one)).toHaveLength(10);
      expect(await balance()).toEqual(charge(1000, 10));
      expect(opened.record.asked).not.toHaveLength(0);
    });

    it('books in all accounts or in none', async () => {
      const demands = [
        { account: anAccount('u_1'), limits: { tokens: 1000 } },
        { account: anAccount(null), limits: { tokens: 150 } },
      ];
      granted(await ledger.reserve(demands, charge(100)));
      expect(await ledger.reserve(demands, charge(100))).toMatchObject({
        refusal: { account: { userId: null } },
      });
      expect([await balance(), await balance(anAccount(null))]).toEqual([charge(100), charge(100)]);
    });

    it('replaces what was reserved by what was used, less or more, and tells what is settled', async () => {
      const one = granted(await reserve(charge(500), {}));
      const two = granted(await reserve(charge(500), {}));
      expect(await ledger.settle(one, charge(20))).toEqual([charge(20, 1)]);
      expect(await ledger.settle(two, charge(700))).toEqual([charge(720, 2)]);
      const three = granted(await reserve(charge(500), {}));
      expect(await ledger.settle(three, charge(0, 0))).toEqual([charge(720, 2)]);
      expect(await balance()).toEqual(charge(720, 2));
    });

    it('says of a refusal whether only asks that run stand in the way', async () => {
      const limits = { asks: 2, tokens: 1000 };
      const running = granted(await reserve(charge(900), limits));
      expect(await reserve(charge(200), limits)).toMatchObject({ refusal: { what: 'tokens', passes: true } });
      await ledger.settle(running, charge(850));
      expect(await reserve(charge(200), limits)).toMatchObject({
        refusal: { what: 'tokens', passes: false },
      });
      granted(await reserve(charge(100), limits));
      expect(await reserve(charge(10), limits)).toMatchObject({ refusal: { what: 'asks', passes: true } });
      // What is on record when a book is opened counts as settled.
      opened.record.has('u_2', charge(5, 2));
      const other = await reserve(charge(10), limits, anAccount('u_2'));
      expect(other).toMatchObject({ refusal: { what: 'asks', passes: false } });
    });

    it('grants the first tokens of a day however few there are, and then no more', async () => {
      const one = granted(await reserve(charge(500), { tokens: 100 }));
      expect(await reserve(charge(500), { tokens: 100 })).toHaveProperty('refusal');
      await ledger.settle(one, charge(60));
      expect(await reserve(charge(500), { tokens: 100 })).toHaveProperty('refusal');
    });

    it('refuses nobody for tokens who needs none', async () => {
      granted(await reserve(charge(500), { tokens: 100 }));
      expect(await reserve(charge(0), { tokens: 100 })).toHaveProperty('reservation');
    });

    it('keeps users, days and environments apart', async () => {
      granted(await reserve(charge(100), {}));
      for (const other of [
        anAccount('u_2'),
        anAccount(null),
        anAccount('u_1', 1),
        anAccount('u_1', 0, 'dev'),
      ]) {
        expect(await balance(other)).toEqual(charge(0, 0));
      }
    });

    it('begins with what is on record, which is looked up once', async () => {
      opened.record.has('u_1', charge(900, 9));
      opened.record.has(null, charge(5000, 50));
      const demands = [
        { account: anAccount('u_1'), limits: { asks: 10, tokens: 1000 } },
        { account: anAccount(null), limits: { tokens: 10_000 } },
      ];
      const all = await Promise.all([1, 2, 3].map(() => ledger.reserve(demands, charge(50))));
      expect(all.filter((one) => 'reservation' in one)).toHaveLength(1);
      expect([await balance(), await balance(anAccount(null))]).toEqual([charge(950, 10), charge(5050, 51)]);
    });

    it('does not guess what was used while nobody can tell', async () => {
      opened.record.gone = true;
      await expect(reserve(charge(1), { asks: 1 })).rejects.toMatchObject({ code: 'INTERNAL' });
      await expect(balance()).rejects.toMatchObject({ code: 'INTERNAL' });
      opened.record.gone = false;
      opened.record.has('u_1', charge(0, 1));
      expect(await reserve(charge(1), { asks: 1 })).toHaveProperty('refusal');
    });

    it('knows who was first on a day', async () => {
      const { day } = anAccount();
      const firsts = await Promise.all([1, 2, 3].map(() => ledger.isFirst(day, 'alarm')));
      expect(firsts.filter(Boolean)).toHaveLength(1);
      expect(await ledger.isFirst(day, 'another')).toBe(true);
      expect(await ledger.isFirst(anAccount('u_1', 1).day, 'alarm')).toBe(true);
    });
  });
}
