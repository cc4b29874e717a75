import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OpenClawConfiguration } from './openclaw-configuration.js';
import { portOf } from './port-of.js';
import { installOpenClaw } from './install-openclaw.js';
import { type PluginSource, buildPlugin, installPlugin, withPlugin } from './real-plugin.js';
import { StubProvider } from './stub-provider.js';

export interface RealOpenClaw {
  /** For `OPENCLAW_URL`. */
  readonly url: string;
  /** For `OPENCLAW_TOKEN`. */
  readonly token: string;
  /** The model provider behind it, which records what it is told. */
  readonly provider: StubProvider;
  /** The folder with everything that it writes. */
  readonly home: string;
  /** What it wrote to its standard error. */
  readonly log: () => string;
  /** What it wrote to its standard output, which `deploy/openclaw/start.mjs` does not let out. */
  readonly output: () => Promise<string>;
  /** Asks it to end, as an operator does, and waits until it has. */
  readonly end: () => Promise<void>;
  /** Ends it and removes its state. */
  readonly stop: () => Promise<void>;
}

export interface RealOpenClawOptions {
  /** Beside `fast` and `strong`, agents that are like `fast`. */
  readonly moreAgents?: readonly string[];
  /** The text of its `openclaw.json`; default that of `deploy/openclaw`, without the plugin. */
  readonly text?: string;
  /** How it comes by the plugin of `openclaw-plugin/`; default not at all. */
  readonly plugin?: PluginSource | false;
  /** Changes the configuration before it is written. */
  readonly configure?: (configuration: OpenClawConfiguration) => void;
}

const DEPLOY = resolve(import.meta.dirname, '../../deploy/openclaw');
const PROVIDER_KEY = 'provider-key';
const READY_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;

/**
 * Starts the OpenClaw of `deploy/openclaw`, configuration and start script as they are shipped, in a
 * state folder of its own on a random port, with a stub for its model provider. Installs it first
 * where it is missing.
 */
export async function startRealOpenClaw({
  moreAgents = [],
  text,
  plugin = false,
  configure = () => undefined,
}: RealOpenClawOptions = {}): Promise<RealOpenClaw> {
  const [bin, provider, port] = await Promise.all([installOpenClaw(), StubProvider.start(), freePort()]);
  if (plugin !== false) await buildPlugin();
  const home = await mkdtemp(join(tmpdir(), 'miniask-openclaw-'));
  const token = 'real-gateway-token';
  const configPath = join(home, 'openclaw.json');
  const outputPath = join(home, 'stdout.log');
  const template = await configuration(moreAgents, join(home, 'openclaw.log'));
  const complete = plugin === false ? template : withPlugin(template, plugin);
  configure(complete);
  await writeFile(configPath, text ?? JSON.stringify(complete));
  const env = {
    PATH: [await recordingBin(home, bin, outputPath), dirname(process.execPath), process.env['PATH']].join(
      ':',
    ),
    HOME: home,
    OPENCLAW_HOME: home,
    OPENCLAW_STATE_DIR: join(home, 'state'),
    OPENCLAW_CONFIG_PATH: configPath,
    OPENCLAW_SKIP_CHANNELS: '1',
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_NO_RESPAWN: '1',
    OPENCLAW_GATEWAY_TOKEN: token,
    MODEL_BASE_URL: provider.baseUrl,
    PROVIDER_API_KEY: PROVIDER_KEY,
    MODEL_FAST: 'stub-fast',
    MODEL_STRONG: 'stub-strong',
  };
  if (plugin === 'installed') await installPlugin({ openclaw: join(bin, 'openclaw'), env, scratch: home });
  const gateway = spawn(
    process.execPath,
    [join(DEPLOY, 'start.mjs'), '--port', String(port), '--bind', 'loopback'],
    {
      // A process group of its own, so that nothing of it can be left behind.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env,
    },
  );
  let log = '';
  gateway.stderr.setEncoding('utf8').on('data', (part: string) => (log += part));
  const killAll = (): void => killGroup(gateway, 'SIGKILL');
  process.once('exit', killAll);
  const stop = async (): Promise<void> => {
    await end(gateway);
    process.off('exit', killAll);
    await provider.stop();
    await rm(home, { recursive: true, force: true });
  };

  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url, gateway);
  } catch (error) {
    await stop();
    throw new Error(`The gateway did not become ready:\n${log}`, { cause: error });
  }
  return {
    url,
    token,
    provider,
    home,
    log: () => log,
    output: () => readFile(outputPath, 'utf8'),
    end: () => end(gateway),
    stop,
  };
}

/** An `openclaw` command that is the one in `bin`, with its standard output in a file. @returns its folder. */
async function recordingBin(home: string, bin: string, outputPath: string): Promise<string> {
  const folder = join(home, 'bin');
  await mkdir(folder);
  const script = `#!/bin/sh\nexec '${join(bin, 'openclaw')}' "$@" >>'${outputPath}'\n`;
  await writeFile(join(folder, 'openclaw'), script, { mode: 0o755 });
  return folder;
}

async function configuration(moreAgents: readonly string[], logFile: string): Promise<OpenClawConfiguration> {
  const template = OpenClawConfiguration.parse(
    JSON.parse(await readFile(join(DEPLOY, 'openclaw.json'), 'utf8')),
  );
  const { entries } = template.agents;
  for (const agent of moreAgents) entries[agent] = entries.fast;
  template.logging['file'] = logFile;
  // The folder of the image is not here.
  return { ...template, plugins: { enabled: false } };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

async function untilReady(url: string, gateway: ChildProcess): Promise<void> {
  const deadline = AbortSignal.timeout(READY_TIMEOUT_MS);
  for (;;) {
    deadline.throwIfAborted();
    if (gateway.exitCode !== null) throw new Error(`It ended with code ${gateway.exitCode}`);
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.ok === true) return;
    // Another process: there is no event to wait for.
    await wait(200);
  }
}

async function end(gateway: ChildProcess): Promise<void> {
  if (gateway.exitCode !== null) return;
  const exited = once(gateway, 'exit');
  gateway.kill('SIGTERM');
  const late = new AbortController();
  await Promise.race([
    exited,
    wait(STOP_TIMEOUT_MS, undefined, { signal: late.signal }).catch(() => undefined),
  ]);
  late.abort();
  killGroup(gateway, 'SIGKILL');
  await exited;
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group, which is what was wanted.
  }
}
