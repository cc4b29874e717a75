/**
 * What a streamed answer costs by way of MiniAsk, in front of an agent that answers at once: the time to the first
 * words beside that of a client of the agent itself, and the memory of streams that are open; each against a floor,
 * in one run, interleaved. `npm run bench:streams`; Linux only.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { quantile } from './load.ts';
import { ServerProcess, freePort } from './process.ts';
import { openStream } from './stream-reader.ts';
import { type StreamSubject, directly, throughFloor, throughMiniAsk } from './stream-subjects.ts';

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '1000' },
    open: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
  },
});
const streams = Number(values.streams);
const open = Number(values.open);
const rounds = Number(values.rounds);
const LEVELS = [1, 100];

interface Row {
  readonly subject: string;
  readonly atOnce: number;
  /** Milliseconds to the first words. */
  readonly p50: number;
  readonly p95: number;
}

interface Memory {
  readonly subject: string;
  /** Bytes an open stream, after a collection. */
  readonly inUse: number;
}

const agent = await ServerProcess.start(['bench/fake-openclaw.ts'], await freePort());
const servers: StreamSubject[] = [];
try {
  for (const start of [throughFloor, throughMiniAsk]) servers.push(await start(agent.url));
  const rows = await firstWords([directly(agent), ...servers]);
  const memory: Memory[] = [];
  for (const subject of servers) memory.push(await memoryOf(subject));
  await report(rows, memory);
} finally {
  for (const { close } of servers) await close();
  await agent.stop();
}

async function firstWords(subjects: readonly StreamSubject[]): Promise<Row[]> {
  for (const subject of subjects) await timesOf(subject, 16, streams);
  const rows: Row[] = [];
  for (const atOnce of LEVELS) {
    const times = new Map<StreamSubject, number[]>(subjects.map((subject) => [subject, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const subject of subjects) times.get(subject)?.push(...(await timesOf(subject, atOnce, streams)));
    }
    for (const [{ target }, all] of times) {
      const sorted = all.toSorted((a, b) => a - b);
      rows.push({ subject: target.name, atOnce, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) });
    }
  }
  return rows;
}

/** Milliseconds to the first words of each of so many streams, of which so many are open at a time. */
async function timesOf({ target }: StreamSubject, atOnce: number, amount: number): Promise<number[]> {
  const pool = new Pool(target.url, { connections: atOnce });
  const times: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < amount) {
      const index = next++;
      const { firstTokenMs, whole } = await openStream(pool, target, index, target.body(index));
      times.push(firstTokenMs);
      await whole;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await pool.close();
  return times;
}

/** What open streams that say nothing at the moment hold, each. */
async function memoryOf({ target, silentBody, memory }: StreamSubject): Promise<Memory> {
  const before = await memory();
  const pool = new Pool(target.url, { connections: open });
  const opened = await Promise.all(
    Array.from({ length: open }, (_, index) => openStream(pool, target, index, silentBody(index))),
  );
  const after = await memory();
  const cutOff = Promise.allSettled(opened.map(({ whole }) => whole));
  await pool.destroy();
  await cutOff;
  return { subject: target.name, inUse: (after - before) / open };
}

async function report(rows: readonly Row[], memory: readonly Memory[]): Promise<void> {
  console.log(`Time to the first words, ${rounds} rounds of ${streams} streams after a warm-up`);
  console.table(
    rows.map(({ subject, atOnce, p50, p95 }) => ({
      subject,
      'at once': atOnce,
      'p50 ms': p50.toFixed(2),
      'p95 ms': p95.toFixed(2),
    })),
  );
  const p50 = (subject: string, atOnce: number): number =>
    rows.find((row) => row.subject === subject && row.atOnce === atOnce)?.p50 ?? Number.NaN;
  const added = LEVELS.map((atOnce) => {
    const [floor, miniask] = ['floor', 'miniask'].map(
      (name) => p50(name, atOnce) - p50('the agent itself', atOnce),
    );
    return { atOnce, floor, miniask };
  });
  for (const { atOnce, floor = Number.NaN, miniask = Number.NaN } of added) {
    console.log(`added at ${atOnce} at once: floor ${floor.toFixed(2)} ms, miniask ${miniask.toFixed(2)} ms`);
  }
  console.log(`\nMemory of an open stream, ${open} at once`);
  console.table(memory.map(({ subject, inUse }) => ({ subject, 'in use KB': kilobytes(inUse) })));
  await mkdir('.cache/bench', { recursive: true });
  await writeFile('.cache/bench/streams.json', `${JSON.stringify({ rows, added, memory }, null, 2)}\n`);
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
