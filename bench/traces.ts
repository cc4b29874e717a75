/**
 * What operators wait for when there are many traces: every list, look-up and statistic over a database of a million
 * against one of a thousand, in one run; how long each keeps the process from other work; and how many traces are
 * saved a second beside so many. `npm run bench:traces`; PostgreSQL with `--server postgres://…`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { newId } from '../src/common/ids.js';
import { quantile } from './load.js';
import { longestTurn } from './longest-turn.js';
import { CASES, type Case, STATS_CASES, statsAgain } from './trace-cases.js';
import { type FilledDatabase, fillDatabase } from './trace-database.js';
import { traceAt } from './trace-records.js';

const { values } = parseArgs({
  options: {
    traces: { type: 'string', default: '1000000' },
    server: { type: 'string' },
    saves: { type: 'string', default: '10000' },
  },
});
const SMALL = 1_000;
const traces = Number(values.traces);
const saves = Number(values.saves);
const ROUNDS = 31;
const SAVES_AT_ONCE = 256;

interface Measured {
  /** Milliseconds. */
  readonly p50: number;
  /** CPU time, in milliseconds. */
  readonly longestTurn: number;
}

interface Row {
  readonly name: string;
  readonly small: Measured;
  readonly large: Measured;
}

const small = await fillDatabase(SMALL, values.server);
const begun = performance.now();
const large = await fillDatabase(traces, values.server);
console.log(`${traces} traces in ${((performance.now() - begun) / 1000).toFixed(0)} s\n`);
try {
  const rows: Row[] = [];
  for (const one of CASES) rows.push(await compare(one, one, ROUNDS));
  for (const one of STATS_CASES) rows.push(await compare(one, one, 3));
  rows.push(await compare(statsAgain(small), statsAgain(large), 5));
  const perSecond = { small: await savesPerSecond(small), large: await savesPerSecond(large) };
  await report(rows, perSecond);
} finally {
  await small.close();
  await large.close();
}

async function compare(ofSmall: Case, ofLarge: Case, rounds: number): Promise<Row> {
  return {
    name: ofSmall.name,
    small: await measure(ofSmall, small, rounds),
    large: await measure(ofLarge, large, rounds),
  };
}

/** After one that warms up. */
async function measure(one: Case, database: FilledDatabase, rounds: number): Promise<Measured> {
  const times: number[] = [];
  await one.run(database, 0);
  const longest = await longestTurn(async () => {
    for (let round = 1; round <= rounds; round += 1) {
      await endOfTurn();
      const from = performance.now();
      await one.run(database, round);
      times.push(performance.now() - from);
    }
  });
  const p50 = quantile(
    times.toSorted((a, b) => a - b),
    0.5,
  );
  return { p50, longestTurn: longest };
}

/** By group commit, as many at a time as wait in a busy server. */
async function savesPerSecond({ store, now }: FilledDatabase): Promise<number> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < saves) {
      const { record } = traceAt(next++, saves, now);
      await store.save({ ...record, id: newId() });
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: SAVES_AT_ONCE }, worker));
  return saves / ((performance.now() - from) / 1000);
}

async function report(rows: readonly Row[], perSecond: { small: number; large: number }): Promise<void> {
  console.log(`Median of ${ROUNDS}, in ms, with ${SMALL} and with ${traces} traces; pages of 20`);
  console.table(
    rows.map(({ name, small: few, large: many }) => ({
      '': name,
      few: few.p50.toFixed(2),
      many: many.p50.toFixed(2),
      ratio: (many.p50 / few.p50).toFixed(1),
      'longest turn, many': many.longestTurn.toFixed(1),
    })),
  );
  console.log(
    `saves a second: ${perSecond.small.toFixed(0)} beside few, ${perSecond.large.toFixed(0)} beside many, ` +
      `ratio ${(perSecond.large / perSecond.small).toFixed(2)}`,
  );
  await mkdir('.cache/bench', { recursive: true });
  await writeFile('.cache/bench/traces.json', `${JSON.stringify({ traces, rows, perSecond }, null, 2)}\n`);
}
