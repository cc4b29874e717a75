/**
 * What MiniAsk costs in front of an agent that answers at once, against a floor and a general gateway:
 * CPU time per request and latency, in one run, interleaved. `npm run bench`; Linux only.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { load, median, quantile } from './load.ts';
import { ServerProcess, freePort } from './process.ts';
import { type Subject, startFloor, startMiniAsk, startPortkey } from './targets.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '3000' },
    concurrency: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '3' },
  },
});
const requests = Number(values.requests);
const concurrency = Number(values.concurrency);
const rounds = Number(values.rounds);

interface Round {
  readonly cpuMs: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
}

const agent = await ServerProcess.start(['bench/fake-openclaw.ts'], await freePort());
const subjects: Subject[] = [];
try {
  for (const start of [startFloor, startMiniAsk, startPortkey]) subjects.push(await start(agent.url));
  for (const { target } of subjects) await load(target, requests, concurrency);
  const results = new Map<string, Round[]>(subjects.map(({ target }) => [target.name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) results.get(subject.target.name)?.push(await measure(subject));
  }
  await report(results);
} finally {
  for (const { close } of subjects) await close();
  await agent.stop();
}

/** CPU time and latency of one round, per request. */
async function measure({ target, process }: Subject): Promise<Round> {
  const before = process.cpuMs();
  const { latencies, seconds } = await load(target, requests, concurrency);
  return {
    cpuMs: (process.cpuMs() - before) / requests,
    perSecond: requests / seconds,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
  };
}

async function report(results: ReadonlyMap<string, readonly Round[]>): Promise<void> {
  const rows = [...results].map(([name, all]) => ({
    name,
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
    perSecond: median(all.map(({ perSecond }) => perSecond)),
    p50: median(all.map(({ p50 }) => p50)),
    p95: median(all.map(({ p95 }) => p95)),
  }));
  const cpu = (name: string): number => rows.find((row) => row.name === name)?.cpuMs ?? Number.NaN;
  const ratios = {
    'miniask / floor': cpu('miniask') / cpu('floor'),
    'miniask / portkey': cpu('miniask') / cpu('portkey'),
  };
  console.log(`${requests} requests, ${concurrency} at a time, median of ${rounds} rounds after a warm-up\n`);
  console.table(rows.map(rounded));
  console.log('CPU time per request:');
  for (const [name, ratio] of Object.entries(ratios)) console.log(`  ${name}: ${ratio.toFixed(2)}`);
  await mkdir('.cache/bench', { recursive: true });
  const file = '.cache/bench/ask.json';
  await writeFile(
    file,
    `${JSON.stringify({ requests, concurrency, rounds, rows, ratios, results: [...results] }, null, 2)}\n`,
  );
  console.log(`\nAll figures: ${file}`);
}

function rounded(row: Round & { name: string }): Record<string, string> {
  return {
    server: row.name,
    'CPU ms/request': row.cpuMs.toFixed(3),
    'requests/s': row.perSecond.toFixed(0),
    'p50 ms': row.p50.toFixed(2),
    'p95 ms': row.p95.toFixed(2),
  };
}
