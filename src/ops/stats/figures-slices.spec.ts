import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aTrace } from '../../../test/support/a-trace.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { tracesIn } from '../../../test/support/traces-in.js';
import { type Database, openDatabase } from '../../storage/database.js';
import type { AskFigures, FiguresSpan } from '../../trace/trace-figures.js';
import { TraceFigures } from '../../trace/trace-figures.js';
import { FiguresSlices } from './figures-slices.js';

const MINUTE = 60_000;

/** The figures of a database, and how often somebody read them. */
class CountedFigures extends TraceFigures {
  reads = 0;

  constructor(private readonly figures: TraceFigures) {
    super();
  }

  override read(span: FiguresSpan): AsyncIterable<readonly AskFigures[]> {
    this.reads += 1;
    return this.figures.read(span);
  }
}

describe('slices of figures', () => {
  let database: Database;
  let clock: FakeClock;
  let source: CountedFigures;
  let slices: FiguresSlices;
  let save: (startedAt: number, intent?: string, profile?: string | null) => Promise<void>;

  beforeEach(async () => {
    database = await openDatabase('sqlite::memory:');
    clock = new FakeClock();
    const { store, figures } = tracesIn(database, clock);
    source = new CountedFigures(figures);
    slices = new FiguresSlices(source, clock, (name) => name === 'summarize');
    save = (startedAt, intent = 'summarize', profile = 'summarize_v1') =>
      store.save(aTrace({ startedAt, intent, profile }));
  });

  afterEach(() => database.close());

  /** A minute that ended so many milliseconds ago. */
  function minuteBefore(age: number): FiguresSpan {
    const to = clock.now() - age;
    return { environment: 'prod', from: to - MINUTE, to };
  }

  async function countIn(span: FiguresSpan): Promise<number> {
    const groups = (await slices.figuresOf(span)).sorted();
    return groups.reduce((sum, { count }) => sum + count, 0);
  }

  it('are used again for a tenth of their age', async () => {
    const span = minuteBefore(10 * MINUTE);
    await save(span.from);
    expect(await countIn(span)).toBe(1);
    await save(span.from);
    clock.advance(MINUTE - 1);
    expect(await countIn(span)).toBe(1);
    clock.advance(1);
    expect(await countIn(span)).toBe(2);
  });

  it('are used again for an hour at the most, however old', async () => {
    const span = minuteBefore(1000 * 60 * MINUTE);
    expect(await countIn(span)).toBe(0);
    await save(span.from);
    clock.advance(60 * MINUTE);
    expect(await countIn(span)).toBe(1);
  });

  it('are used again for a second while they are not over', async () => {
    const span = minuteBefore(-MINUTE / 2);
    await save(span.from);
    expect(await countIn(span)).toBe(1);
    await save(span.from);
    expect(await countIn(span)).toBe(1);
    clock.advance(1000);
    expect(await countIn(span)).toBe(2);
  });

  it('are read once for all who ask at the same time', async () => {
    const span = minuteBefore(-MINUTE / 2);
    await save(span.from);
    expect(await Promise.all([countIn(span), countIn(span), countIn(span)])).toEqual([1, 1, 1]);
    expect(source.reads).toBe(1);
  });

  it('that could not be read are read by the next who asks', async () => {
    const span = minuteBefore(MINUTE);
    await save(span.from);
    await database.query.schema.alterTable('traces').renameTo('elsewhere').execute();
    await expect(countIn(span)).rejects.toMatchObject({ code: 'INTERNAL', reason: 'storage' });
    await database.query.schema.alterTable('elsewhere').renameTo('traces').execute();
    expect(await countIn(span)).toBe(1);
  });

  it('take what no profile served for an intent only if there is one of that name', async () => {
    const span = minuteBefore(MINUTE);
    await save(span.from, 'summarize', null);
    await save(span.from, 'made up 1', null);
    await save(span.from, 'made up 2', null);
    await save(span.from, 'of old times', 'old_v1');
    const groups = (await slices.figuresOf(span)).sorted();
    expect(groups.map(({ intent, profile, count }) => [intent, profile, count])).toEqual([
      ['of old times', 'old_v1', 1],
      ['summarize', null, 1],
      [null, null, 2],
    ]);
  });
});
