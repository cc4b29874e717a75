import { z } from 'zod';
import { burst } from './burst.ts';
import { authorizationOf, authorizations } from './credentials.ts';
import { Judge } from './judging/judge.ts';
import { ResponseSchemas } from './judging/schemas.ts';
import { type Sample, memoryFaults, residentMemory, sample } from './memory.ts';
import { readApi } from './openapi.ts';
import { type FuzzOptions, readOptions } from './options.ts';
import { Report } from './report.ts';
import type { HostileRequest } from './request.ts';
import { RequestSource } from './request-source.ts';
import { Sender } from './sender.ts';
import { type Setup, runningServer, startServers } from './setup.ts';

/** Between them memory is looked at. */
const PHASES = 10;

const Changed = z.object({
  changes: z.array(z.object({ kind: z.enum(['route', 'flag']), key: z.string() })),
});

const options = readOptions(process.argv.slice(2));
console.log(`seed ${options.seed}`);
const setup =
  options.url === undefined
    ? await startServers(options)
    : runningServer(options.url, process.env['JWT_SECRET']);
try {
  process.exitCode = (await fuzz(setup, options)) ? 0 : 1;
} finally {
  await setup.close();
}

/** True when nothing was wrong. */
async function fuzz(target: Setup, { requests, seed, only, concurrency }: FuzzOptions): Promise<boolean> {
  const document: unknown = await (await fetch(`${target.urls.lifted}/docs-json`)).json();
  const source = new RequestSource(
    { api: readApi(document), authorizations: authorizations(target.secret), known: target.known },
    seed,
  );
  const good = authorizationOf(target.secret, 'u_final');
  const operator = authorizationOf(target.secret, 'ops_final', ['operator']);
  await makeKnown(target, good);
  const report = new Report(seed);
  const judge = new Judge(new ResponseSchemas(document), target.legitimate, target.secrets);
  const sender = new Sender(target.urls);
  const hanging: Promise<void>[] = [];
  const begun = performance.now();

  async function one(index: number): Promise<void> {
    const request = source.at(index);
    const judged = judgedExchange(index, request);
    // Nobody waits for those that keep the server waiting, until the end.
    if (request.hangs) hanging.push(judged);
    else await judged;
  }
  async function judgedExchange(index: number, request: HostileRequest): Promise<void> {
    const exchange = await sender.send(request);
    const faults = judge.faultsOf(exchange, request.draft);
    report.take(index, request, exchange, faults);
    if (only !== undefined) report.show({ index, request, exchange, faults });
  }
  const from = only ?? 0;
  const until = only === undefined ? requests : only + 1;
  const samples = await inPhases(from, until, async (begin, end) => {
    await each(begin, end, concurrency, one);
    await leaveToFiles(target, operator);
    return memoryOf(target, end - from, report.asks);
  });
  await Promise.all(hanging);
  // Of a server that runs already nobody knows the limits, nor whom it believes.
  const isBurst = target.servers.length > 0 && only === undefined;
  const burstFaults = isBurst ? await burst(sender, judge, authorizationOf(target.secret, 'u_burst')) : [];
  sender.close();

  report.print((performance.now() - begun) / 1000, until - from, samples);
  const faults = [
    ...burstFaults,
    ...(await endFaults(target, good)),
    ...(target.servers.length > 0 ? memoryFaults(samples) : []),
  ];
  for (const fault of faults) console.log(`fault: ${fault}`);
  const clean = report.clean && faults.length === 0;
  console.log(clean ? '\nnothing was wrong' : `\nwrong; seed ${seed}`);
  return clean;
}

/** Whoever has shown a good token gets through at the end too, whatever else came from our address meanwhile. */
async function makeKnown({ urls }: Setup, authorization: string): Promise<void> {
  for (const url of Object.values(urls)) {
    const { status } = await fetch(`${url}/v1/mini/config`, { headers: { authorization } });
    if (status !== 200) throw new Error(`a good token got ${status} from ${url}`);
  }
}

/** Takes back what requests of operators have changed, or soon no ask would get as far as its agent. */
async function leaveToFiles({ urls }: Setup, authorization: string): Promise<void> {
  for (const url of Object.values(urls)) {
    const status: unknown = await (
      await fetch(`${url}/v1/ops/config`, { headers: { authorization } })
    ).json();
    for (const { kind, key } of Changed.parse(status).changes) {
      const address = `${url}/v1/ops/${kind}s/${encodeURIComponent(key)}`;
      const { status: answered } = await fetch(address, { method: 'DELETE', headers: { authorization } });
      if (answered !== 200) throw new Error(`DELETE ${address} got ${answered}`);
    }
  }
}

async function inPhases(
  from: number,
  until: number,
  run: (begin: number, end: number) => Promise<Sample>,
): Promise<Sample[]> {
  const size = Math.max(1, Math.ceil((until - from) / PHASES));
  const samples: Sample[] = [];
  for (let begin = from; begin < until; begin += size) {
    samples.push(await run(begin, Math.min(begin + size, until)));
    process.stdout.write('.');
  }
  return samples;
}

/** Calls `one` with every number, so many at a time. */
async function each(
  begin: number,
  end: number,
  atOnce: number,
  one: (index: number) => Promise<void>,
): Promise<void> {
  let next = begin;
  async function worker(): Promise<void> {
    while (next < end) await one(next++);
  }
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Of the server that gets most. */
async function memoryOf({ servers, urls }: Setup, requests: number, asks: number): Promise<Sample> {
  const [server] = servers;
  if (server !== undefined) return sample(server, requests, asks);
  return { requests, asks, inUse: Number.NaN, resident: await residentMemory(urls.lifted) };
}

/** After all that, a server is well, answers a right question, and has no failure of its own in its log. */
async function endFaults({ urls, servers }: Setup, authorization: string): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, url] of Object.entries(urls)) {
    for (const probe of ['/healthz', '/readyz']) {
      const { status } = await fetch(url + probe);
      if (status !== 200) faults.push(`${name}: ${probe} says ${status}`);
    }
    const answer = await fetch(`${url}/v1/mini/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({
        intent: 'summarize',
        traceId: 'final-1',
        input: { text: 'One thing. Another thing.' },
      }),
    });
    const body = await answer.text();
    const { status } = z.object({ status: z.unknown() }).catch({ status: null }).parse(JSON.parse(body));
    if (answer.status !== 200 || status !== 'complete')
      faults.push(`${name}: a right ask got ${answer.status} ${body}`);
  }
  const errors = servers.flatMap((server) => server.errors());
  if (errors.length > 0)
    faults.push(`${errors.length} errors in the logs, the first: ${errors[0]?.slice(0, 2000)}`);
  return faults;
}
