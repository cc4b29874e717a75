import { type Server, createServer } from 'node:http';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configDir } from '../../test/config/config-dir.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeOpenClaw, type FakeOpenClawOptions } from '../../test/support/fake-openclaw/index.js';
import { listen, stop } from '../../test/support/listen.js';
import { OtherVersion } from '../../test/support/other-version.js';
import { SystemClock } from '../common/clock.js';
import { COMPLETION_MS } from '../openclaw-setup/doctor/check-completion.js';
import { READ_MS } from '../openclaw-setup/doctor/gateway-reader.js';
import { openclawDoctor } from './openclaw-doctor.js';

const TOKEN = 'a-token-that-nobody-may-see';
const stops: (() => Promise<unknown>)[] = [];

beforeEach(() => Logger.overrideLogger(false));
afterEach(async () => {
  for (const end of stops.splice(0).toReversed()) await end();
});

async function fake(options: FakeOpenClawOptions = {}): Promise<FakeOpenClaw> {
  const gateway = await FakeOpenClaw.start({ token: TOKEN, ...options });
  stops.push(() => gateway.stop());
  return gateway;
}

const PLUGIN = { engines: ['lean', 'public', 'agent'] } as const;

/** A gateway whose plugin tells this version. */
async function telling(
  version: object,
  agents: readonly string[] = ['fast', 'strong'],
): Promise<OtherVersion> {
  const gateway = await OtherVersion.start(await fake({ agents, plugin: PLUGIN }), version);
  stops.push(() => gateway.stop());
  return gateway;
}

/** Runs the doctor; whatever it finds, the token must not be told. */
async function doctor(
  url: string,
  {
    args = [],
    env = {},
    clock = new SystemClock(),
  }: { args?: readonly string[]; env?: object; clock?: FakeClock | SystemClock } = {},
) {
  const lines: string[] = [];
  const variables = { OPENCLAW_URL: url, OPENCLAW_TOKEN: TOKEN, ...env };
  const exitCode = await openclawDoctor(args, variables, (line) => lines.push(line), { clock });
  const output = lines.join('\n');
  expect(output).not.toContain(TOKEN);
  return {
    exitCode,
    output,
    found: lines.filter((line) => /^ {2}(ok|warn|fail)/.test(line)).map((line) => line.trim()),
  };
}

const AVAILABLE = { available: true };
const VERSION = {
  plugin: '0.1.0',
  openclaw: '2026.9.6',
  engines: { lean: AVAILABLE, public: AVAILABLE, agent: AVAILABLE },
  agents: [
    { id: 'fast', tools: [] },
    { id: 'strong', tools: [] },
    { id: 'fast--read', tools: ['read'] },
  ],
  models: [{ alias: 'big', model: 'acme/big' }],
  inflight: 0,
  maxInflight: 256,
  something: 'new',
};

/** One profile that may read, and one whose model is not its agent's own. */
function toolConfig(): string {
  return configDir({
    'mini-program-profiles.yaml': `
profiles:
  reader: { model: fast, system_prompt: p, tools: [read] }
  big: { model: big, system_prompt: p }
routing: { summarize: reader }
`,
    'env-policy.yaml': 'environments: { dev: { allowed_profiles: [reader, big] } }',
    'models.yaml': 'models: { fast: { agent: fast }, big: { agent: fast, model: acme/big } }',
  });
}

describe('openclaw:doctor', () => {
  it('is content with a gateway without the plugin, and says what that costs', async () => {
    const gateway = await fake();
    const { exitCode, found, output } = await doctor(gateway.url);
    expect(found).toEqual([
      expect.stringMatching(/^ok {4}reachable: answers after \d+ ms$/),
      'ok    token: accepted',
      'ok    ready: takes asks',
      expect.stringMatching(/^warn {2}plugin: not there \(404\)\. .*npm run openclaw:config/),
      'ok    agent fast: is there',
      'ok    agent strong: is there',
      expect.stringMatching(
        /^ok {4}completion fast: by chat in \d+ ms, \d+ prompt tokens, about \d+ of them not ours$/,
      ),
      expect.stringMatching(/^ok {4}completion strong: by chat /),
      expect.stringMatching(/^warn {2}retries: .*openclaw:config -- --state/),
    ]);
    expect(output.split('\n').at(-1)).toBe('./config as dev: 7 ok, 2 warnings, 0 failures');
    expect(exitCode).toBe(0);
    expect(gateway.requests.map(({ agent }) => agent)).toEqual(['fast', 'strong']);
  });

  it('is green with the plugin, and asks by the way that would serve', async () => {
    const gateway = await fake({ plugin: PLUGIN });
    const { exitCode, found } = await doctor(gateway.url);
    expect(found.filter((line) => !line.startsWith('ok'))).toEqual([]);
    expect(found).toContain('ok    plugin: 0.1.0 with the engines lean, public, agent');
    expect(found).toContain('ok    openclaw: 2026.9.6, the release that MiniAsk is tested with');
    expect(found).toContainEqual(
      expect.stringMatching(/^ok {4}completion fast: by lean in \d+ ms, \d+ prompt tokens, about \d of them/),
    );
    expect(found.at(-1)).toBe('ok    retries: the plugin tries nothing twice');
    expect(exitCode).toBe(0);
    expect(gateway.requests.map(({ plugin }) => plugin?.engine)).toEqual(['lean', 'lean']);
  });

  it('compares tools and models with those that the plugin tells', async () => {
    const agents = ['fast', 'fast--read'];
    const good = await telling(VERSION, agents);
    const env = { CONFIG_DIR: toolConfig() };
    const { found, exitCode } = await doctor(good.url, { env });
    expect(found).toContain('ok    tools of fast--read: exactly read');
    expect(found).toContain('ok    model acme/big: may be used');
    expect(found).toContainEqual(expect.stringMatching(/^ok {4}completion fast--read: by agent /));
    expect(found).toContainEqual(expect.stringMatching(/^ok {4}completion fast with acme\/big: by lean /));
    expect(exitCode).toBe(0);

    const bad = await telling(
      {
        ...VERSION,
        agents: [
          { id: 'fast', tools: ['exec'] },
          { id: 'fast--read', tools: ['write'] },
        ],
        models: [],
      },
      agents,
    );
    const worse = await doctor(bad.url, { env });
    expect(worse.found).toContainEqual(
      expect.stringMatching(/^warn {2}tools of fast: 1 more than profiles name: exec\. /),
    );
    expect(worse.found).toContainEqual(
      expect.stringMatching(/^fail {2}tools of fast--read: read missing; it has write\. /),
    );
    expect(worse.found).toContainEqual(expect.stringMatching(/^fail {2}model acme\/big: is not among/));
    expect(worse.exitCode).toBe(1);
  });

  it('says that nobody tells the tools of an agent without the plugin', async () => {
    const gateway = await fake({ agents: ['fast', 'fast--read'] });
    const { found, exitCode } = await doctor(gateway.url, { env: { CONFIG_DIR: toolConfig() } });
    expect(found).toContainEqual(
      expect.stringMatching(
        /^warn {2}tools of fast--read: cannot be asked for without the plugin; .*\["read"\]$/,
      ),
    );
    expect(exitCode).toBe(0);
  });

  it('takes a version that tells less, or agents by their ids alone', async () => {
    const { agents: _agents, models: _models, ...less } = VERSION;
    for (const version of [less, { ...VERSION, agents: ['fast', 'strong'], models: 7 }]) {
      const gateway = await telling(version);
      expect((await doctor(gateway.url)).exitCode).toBe(0);
    }
  });

  it('warns about engines that are missing, another release, and what is no version at all', async () => {
    const engines = { ...VERSION.engines, lean: { available: false, reason: 'no streamSimple' } };
    const old = await telling({ ...VERSION, openclaw: '2026.8.1', engines });
    const { found, exitCode } = await doctor(old.url);
    expect(found).toContainEqual(
      expect.stringMatching(/^warn {2}engine lean: not available \(no streamSimple\)\. /),
    );
    expect(found).toContainEqual(
      expect.stringMatching(/^warn {2}openclaw: 2026\.8\.1; MiniAsk is tested with 2026\.9\.6\. /),
    );
    expect(exitCode).toBe(0);
    const strange = await telling({ hello: 'world' });
    expect((await doctor(strange.url)).found).toContainEqual(
      expect.stringMatching(/^warn {2}plugin: .*something unknown/),
    );
  });

  it('fails for a wrong token, and asks no agent', async () => {
    const gateway = await fake({ token: 'another' });
    const { exitCode, found } = await doctor(gateway.url);
    expect(found.slice(1)).toEqual([
      expect.stringMatching(/^fail {2}token: refused \(401\)\. Set OPENCLAW_TOKEN/),
    ]);
    expect(exitCode).toBe(1);
    const locked = await fake({ token: 'another', lockoutAfter: 0 });
    expect((await doctor(locked.url)).found.at(-1)).toMatch(/^fail {2}token: locked out/);
  });

  it('fails where nobody listens, and looks at the other gateways all the same', async () => {
    const gone = await FakeOpenClaw.start();
    const { url } = gone;
    await gone.stop();
    const gateway = await fake();
    const { exitCode, found } = await doctor(`${url},${gateway.url}`);
    expect(found[0]).toMatch(/^fail {2}reachable: no answer \(gateway_unreachable\)\. Start the gateway/);
    expect(found).toHaveLength(10);
    expect(exitCode).toBe(1);
  });

  it('fails while the gateway is not ready', async () => {
    const gateway = await fake();
    gateway.ready = false;
    const { exitCode, found } = await doctor(gateway.url);
    expect(found.at(-1)).toMatch(/^fail {2}ready: \/readyz answers 503: it is starting or stopping\. /);
    expect(exitCode).toBe(1);
    expect(gateway.requests).toEqual([]);
  });

  it('fails for an agent that is missing, and asks the others', async () => {
    const gateway = await fake({ agents: ['fast', 'else'] });
    const { exitCode, found } = await doctor(gateway.url);
    expect(found).toContainEqual(
      expect.stringMatching(/^fail {2}agent strong: is missing, .*npm run openclaw:config/),
    );
    expect(found).toContainEqual(expect.stringMatching(/^ok {4}completion fast: /));
    expect(found.filter((line) => line.includes('completion strong'))).toEqual([]);
    expect(exitCode).toBe(1);
  });

  it('fails with the reason of docs/openclaw.md when an agent cannot answer', async () => {
    const gateway = await fake();
    gateway.next({ kind: 'provider-error', status: 401 }, { kind: 'provider-error', status: 500 });
    const { exitCode, found } = await doctor(gateway.url);
    expect(found).toContainEqual(
      expect.stringMatching(/^fail {2}completion fast: provider_auth after \d+ ms\. .*PROVIDER_API_KEY/),
    );
    expect(found).toContainEqual(
      expect.stringMatching(/^fail {2}completion strong: provider_failed after \d+ ms\. /),
    );
    expect(exitCode).toBe(1);
  });

  it('warns about an agent that is not lean', async () => {
    const gateway = await fake();
    gateway.next({ kind: 'answer', usage: { promptTokens: 15_200, completionTokens: 1 } });
    const { found } = await doctor(gateway.url);
    expect(found).toContainEqual(
      expect.stringMatching(/^warn {2}completion fast: .*15200 prompt tokens, .*not lean/),
    );
  });

  it('warns about a first word that comes too late for asks', async () => {
    const gateway = await fake();
    const clock = new FakeClock();
    gateway.next(() => {
      clock.advance(4500);
      return { kind: 'answer' };
    });
    const { found, exitCode } = await doctor(gateway.url, { clock });
    expect(found).toContainEqual(
      expect.stringMatching(/^warn {2}completion fast: by chat in 4500 ms.*first_content_ms of 4000 ms/),
    );
    expect(exitCode).toBe(0);
  });

  it('does not wait for ever for an answer', async () => {
    const gateway = await fake();
    gateway.next({ kind: 'no-headers' });
    const clock = new FakeClock();
    const asked = gateway.nextRequest();
    const result = doctor(gateway.url, { clock });
    await asked;
    clock.advance(COMPLETION_MS);
    const { exitCode, found } = await result;
    expect(found).toContainEqual(
      expect.stringMatching(/^fail {2}completion fast: too_slow after 60000 ms\. .*--state/),
    );
    expect(found).toContainEqual(expect.stringMatching(/^ok {4}completion strong: /));
    expect(exitCode).toBe(1);
  });

  it('does not wait for ever for a gateway that says nothing', async () => {
    const server: Server = createServer(() => {});
    const url = await listen(server);
    stops.push(() => stop(server));
    const clock = new FakeClock();
    const result = doctor(url, { clock });
    await clock.untilTimer((ms) => ms === READ_MS);
    clock.advance(READ_MS);
    const { exitCode, found } = await result;
    expect(found).toEqual([expect.stringMatching(/^fail {2}reachable: no answer in time\. /)]);
    expect(exitCode).toBe(1);
  });

  it('fails where something else answers', async () => {
    const server: Server = createServer((_, response) => void response.end('<html>'));
    const url = await listen(server);
    stops.push(() => stop(server));
    expect((await doctor(url)).found.at(-1)).toMatch(
      /^fail {2}token: \/v1\/models answers without agents\. /,
    );
  });

  it('takes address and token as arguments, which win', async () => {
    const gateway = await fake({ token: 'given' });
    const { exitCode } = await doctor('http://127.0.0.1:1', {
      args: ['--url', gateway.url, '--token', 'given'],
    });
    expect(exitCode).toBe(0);
  });

  it.each([
    [['--unknown'], {}],
    [[TOKEN], {}],
    [['--url', 'nonsense'], {}],
    [[], { OPENCLAW_URL: '' }],
    [[], { OPENCLAW_TOKEN: '' }],
    [[], { APP_ENV: 'moon' }],
  ])('explains itself when called with %j and %j', async (args, env) => {
    const { exitCode, output } = await doctor('http://127.0.0.1:1', { args, env });
    expect(exitCode).toBe(2);
    expect(output).toContain('Usage: npm run openclaw:doctor');
  });

  it("prints the errors of MiniAsk's own files", async () => {
    const { exitCode, output } = await doctor('http://127.0.0.1:1', {
      args: ['--config', configDir({ 'env-policy.yaml': null })],
    });
    expect(exitCode).toBe(1);
    expect(output).toContain('env-policy.yaml');
  });
});
