import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { expect, it, onTestFinished } from 'vitest';
import { LiveConfig } from '../../src/config/live-config.js';
import type { Snapshot } from '../../src/config/snapshot.js';
import type { TraceRecord } from '../../src/trace/trace-record.js';
import { TraceStore } from '../../src/trace/trace-store.js';
import { FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { RunningApp } from '../support/running-app.js';

const ASKS = 10_000;
const RELOADS = 100;
const AT_ONCE = 48;
const USERS = 50;
const PAGE = 200;

/** Everything in a version has its number. */
const filesOf = (version: number): Record<string, string> => ({
  'mini-program-profiles.yaml': `profiles: { summarize_v${version}: { model: fast, system_prompt: This is v${version}. } }
routing: { summarize: summarize_v${version} }
`,
  'env-policy.yaml': `environments:
  dev:
    allowed_profiles: [summarize_v${version}]
    ai_label: AI v${version}
    log_level: fatal
    quotas: { asks_per_minute: 100000 }
`,
  'models.yaml': 'models: { fast: { agent: fast, max_concurrent: 64 } }\n',
});

interface Answered {
  readonly traceId: string;
  readonly answer: unknown;
  readonly label: unknown;
  readonly profile: unknown;
}

async function allTraces(store: TraceStore): Promise<TraceRecord[]> {
  const records: TraceRecord[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await store.search({}, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
    records.push(...page.records);
    cursor = page.nextCursor;
  }
  return records;
}

/** A server with a gateway that answers by the prompt alone. */
async function start(): Promise<RunningApp> {
  const openclaw = await FakeOpenClaw.start({
    plugin: { engines: ['lean'] },
    record: false,
    reply: ({ system }) => `- By ${/This is (\w+)\./.exec(system)?.[1]}`,
  });
  onTestFinished(() => openclaw.stop());
  const server = await RunningApp.start({
    files: filesOf(0),
    env: { OPENCLAW_URL: openclaw.url, OPENCLAW_TOKEN: openclaw.token, MINIASK_CONFIG_WATCH: 'off' },
  });
  onTestFinished(() => server.stop());
  return server;
}

/** By digest, all that serve from now on. */
function snapshotsOf(server: RunningApp): ReadonlyMap<string, Snapshot> {
  const live = server.app.get(LiveConfig);
  const snapshots = new Map<string, Snapshot>([[live.current.digest, live.current]]);
  live.onSwap((snapshot) => snapshots.set(snapshot.digest, snapshot));
  return snapshots;
}

async function reload(server: RunningApp, version: number): Promise<number> {
  for (const [name, text] of Object.entries(filesOf(version)))
    writeFileSync(join(server.configDir, name), text);
  const token = server.token('ops', true);
  return (await server.call('POST', '/v1/ops/config/reload', { token })).status;
}

/** Every so many asks a new version is written and loaded, while the others go on. */
async function askAll(server: RunningApp): Promise<Answered[]> {
  const tokens = Array.from({ length: USERS }, (_, user) => server.token(`u_${user}`));
  const limit = pLimit(AT_ONCE);
  const reloads: Promise<number>[] = [];
  let ended = 0;
  const ask = async (number: number): Promise<Answered> => {
    const traceId = `ask-${number}`;
    const input = { text: `Who pays for parcel ${number}?` };
    const { body } = await server.ask({ intent: 'summarize', traceId, input }, tokens[number % USERS]);
    ended += 1;
    if (ended % (ASKS / RELOADS) === 0) reloads.push(reload(server, ended / (ASKS / RELOADS)));
    return { traceId, answer: body.answer, label: body['label'], profile: body.profile };
  };
  const answers = await Promise.all(Array.from({ length: ASKS }, (_, number) => limit(() => ask(number))));
  expect(new Set(await Promise.all(reloads))).toEqual(new Set([200]));
  return answers;
}

function expectOneVersion(
  answer: Omit<Answered, 'traceId'>,
  trace: TraceRecord,
  snapshot: Snapshot | undefined,
): void {
  const [profile] = [...(snapshot?.profiles.values() ?? [])];
  const version = profile?.name.replace('summarize_', '');
  expect(answer).toEqual({ answer: `• By ${version}`, label: `AI ${version}`, profile: profile?.name });
  expect(trace).toMatchObject({
    profile: profile?.name,
    profileDigest: profile?.digest,
    label: snapshot?.environment.aiLabel,
    answer: `• By ${version}`,
  });
}

it(
  'gives every one of many asks during many reloads to one configuration',
  { timeout: 300_000 },
  async () => {
    const server = await start();
    const snapshots = snapshotsOf(server);
    const answers = await askAll(server);
    const traces = new Map(
      (await allTraces(server.app.get(TraceStore))).map((trace) => [trace.traceId, trace]),
    );
    const served = new Set<string>();
    for (const { traceId, ...answer } of answers) {
      const trace = traces.get(traceId);
      if (trace === undefined) throw new Error(`nothing is on record of ${traceId}`);
      served.add(trace.configDigest);
      expectOneVersion(answer, trace, snapshots.get(trace.configDigest));
    }
    // Nearly each of them has served somebody; two reloads may have met.
    expect(served.size).toBeGreaterThan(RELOADS / 2);
  },
);
