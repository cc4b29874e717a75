/**
 * What MiniAsk costs in front of a real OpenClaw gateway, and what the plugin brings over the gateway's own
 * endpoint: answers a second, latency, first token and prompt tokens, in one run. Installs OpenClaw when it is
 * missing. `npm run bench:openclaw`; Linux only.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startRealOpenClaw } from '../test/openclaw/real-openclaw.js';
import { median } from './load.js';
import {
  type Messages,
  type OpenClawSubject,
  type Sample,
  askThrough,
  directly,
} from './openclaw-subjects.js';

const { values } = parseArgs({ options: { scale: { type: 'string', default: '1' } } });
const scale = Number(values.scale);
const LEVELS = [1, 8, 32];
/** Answers of a level whose first token is looked up. */
const LOOKED_UP = 100;

interface Row {
  readonly subject: string;
  readonly concurrency: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly firstToken: number;
  readonly promptTokens: number;
}

const rows: Row[] = [];
/** What MiniAsk sent; the direct calls say the same, so that only the ways differ. */
let messages: Messages = [];
for (const plugin of ['path', false] as const) {
  const gateway = await startRealOpenClaw({
    plugin,
    configure: (configuration) => {
      const { miniask } = Object(configuration.plugins)?.entries ?? {};
      if (miniask !== undefined) miniask.config.maxInflight = 256;
    },
  });
  // A model that answers at once: all that is measured is what lies before it.
  gateway.provider.otherwise({
    kind: 'answer',
    tokens: ['- The', ' box', ' was', ' late', ' and', ' broken', '.'],
  });
  const ask = await askThrough(gateway);
  try {
    await ask.send();
    // By the plugin they come to the model as they are.
    if (plugin !== false) messages = gateway.provider.calls.at(-1)?.body.messages ?? [];
    const subjects = [directly(gateway, messages, plugin !== false), ask];
    // Nothing that is measured is the first of its kind, and both meet the gateway equally warm.
    for (const subject of subjects) await measure(subject, 1, plugin === false ? 3 : 200);
    for (const concurrency of LEVELS) {
      for (const subject of subjects) {
        rows.push(await measure(subject, concurrency, amount(subject, concurrency)));
      }
    }
  } finally {
    await ask.close();
    await gateway.stop();
  }
}
await report();

/** Enough for a median, and no more than a slow way answers in half a minute. */
function amount({ fast }: OpenClawSubject, concurrency: number): number {
  const requests = fast ? 200 + 10 * concurrency : 6 + 2 * concurrency;
  return Math.max(concurrency, Math.round(requests * scale));
}

async function measure(subject: OpenClawSubject, concurrency: number, requests: number): Promise<Row> {
  const samples: Sample[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next++ < requests) samples.push(await subject.send());
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - begun) / 1000;
  const firstTokens = await Promise.all(samples.slice(0, LOOKED_UP).map(({ firstToken }) => firstToken()));
  return {
    subject: subject.name,
    concurrency,
    perSecond: requests / seconds,
    p50: median(samples.map(({ ms }) => ms)),
    firstToken: median(firstTokens),
    promptTokens: median(samples.map(({ promptTokens }) => promptTokens)),
  };
}

async function report(): Promise<void> {
  console.table(
    rows.map((row) => ({
      subject: row.subject,
      'at a time': row.concurrency,
      'answers/s': row.perSecond.toFixed(1),
      'p50 ms': row.p50.toFixed(1),
      'first token ms': row.firstToken.toFixed(1),
      'prompt tokens': row.promptTokens,
    })),
  );
  const of = (subject: string, concurrency: number): Row | undefined =>
    rows.find((row) => row.subject === subject && row.concurrency === concurrency);
  const ratios = LEVELS.map((concurrency) => {
    const [fast, slow] = [of('MiniAsk, plugin', concurrency), of('MiniAsk, chat completions', concurrency)];
    return [concurrency, (fast?.perSecond ?? NaN) / (slow?.perSecond ?? NaN)] as const;
  });
  const overheadMs = (of('MiniAsk, plugin', 1)?.p50 ?? NaN) - (of('plugin', 1)?.p50 ?? NaN);
  for (const [level, ratio] of ratios) {
    console.log(
      `MiniAsk by the plugin over MiniAsk by chat completions, ${level} at a time: ${ratio.toFixed(1)} times the answers`,
    );
  }
  console.log(`MiniAsk on top of the plugin, one at a time: ${overheadMs.toFixed(1)} ms`);
  await mkdir('.cache/bench', { recursive: true });
  await writeFile('.cache/bench/openclaw.json', `${JSON.stringify({ rows, ratios, overheadMs }, null, 2)}\n`);
}
