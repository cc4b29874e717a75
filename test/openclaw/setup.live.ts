import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openclawConfig } from '../../src/cli/openclaw-config.js';
import { openclawDoctor } from '../../src/cli/openclaw-doctor.js';
import { installOpenClaw } from './install-openclaw.js';
import { type RealOpenClaw, startRealOpenClaw } from './real-openclaw.js';

const run = promisify(execFile);
const PLUGIN = resolve(import.meta.dirname, '../../openclaw-plugin');
const hasPlugin = existsSync(join(PLUGIN, 'openclaw.plugin.json'));

/** Profiles with tools of OpenClaw, one of which lends another, and a model that is not its agent's own. */
const CONFIG = {
  'mini-program-profiles.yaml': `
profiles:
  plain: { model: fast, system_prompt: p }
  reader: { model: fast, system_prompt: p, tools: [read] }
  writer: { model: strong, system_prompt: p, tools: [write, web_fetch] }
  other: { model: other, system_prompt: p }
routing: { summarize: plain }
`,
  'env-policy.yaml': 'environments: { dev: { allowed_profiles: [plain, reader, writer, other] } }',
  // The first ask after a start takes many seconds; how many is no matter of this test.
  'models.yaml': `
models:
  fast: { agent: fast, first_content_ms: 60000, total_ms: 60000 }
  strong: { agent: strong, first_content_ms: 60000, total_ms: 60000 }
  other: { agent: fast, model: main/stub-other, first_content_ms: 60000, total_ms: 60000 }
`,
};

describe('a gateway that openclaw:config has set up', () => {
  let folder: string;
  let file: string;
  let gateway: RealOpenClaw;
  let offered: readonly unknown[];
  let doctorSaid: { exitCode: number; lines: readonly string[] };

  beforeAll(async () => {
    Logger.overrideLogger(false);
    folder = await mkdtemp(join(tmpdir(), 'miniask-setup-'));
    file = join(folder, 'openclaw.json');
    if (hasPlugin) await run('npm', ['run', 'plugin:build']);
    await writeFile(file, `{\n  // ours\n  logging: { file: ${JSON.stringify(join(folder, 'log'))} },\n}\n`);
    const plugin = hasPlugin ? ['--plugin', PLUGIN] : ['--no-plugin'];
    const args = ['--file', file, '--state', join(folder, 'state'), ...plugin, '--write'];
    openclawConfig(args, { CONFIG_DIR: await configFolder('sound', CONFIG) }, () => {});
    gateway = await startRealOpenClaw({ text: await readFile(file, 'utf8') });
    doctorSaid = await doctor('sound');
    offered = gateway.provider.calls.map(({ body }) => [body.model, namesOf(body['tools'])]);
  });
  afterAll(async () => {
    await gateway.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function configFolder(as: string, texts: Readonly<Record<string, string>>): Promise<string> {
    const path = join(folder, as);
    await mkdir(path);
    for (const [name, text] of Object.entries(texts)) await writeFile(join(path, name), text);
    return path;
  }

  async function doctor(config: string) {
    const lines: string[] = [];
    const env = { OPENCLAW_URL: gateway.url, OPENCLAW_TOKEN: gateway.token };
    const args = ['--config', join(folder, config)];
    const exitCode = await openclawDoctor(args, env, (line) => lines.push(line.trim()));
    return { exitCode, lines };
  }

  it('has a file that OpenClaw accepts, with comments and all', async () => {
    const bin = await installOpenClaw();
    const env = {
      PATH: [dirname(process.execPath), bin, process.env['PATH']].join(':'),
      HOME: folder,
      OPENCLAW_HOME: folder,
      OPENCLAW_STATE_DIR: join(folder, 'state'),
      OPENCLAW_CONFIG_PATH: file,
    };
    const { stdout } = await run(join(bin, 'openclaw'), ['config', 'validate'], { env });
    expect(stdout).toContain('Config valid');
    expect(await readFile(file, 'utf8')).toContain('// ours');
  });

  it('passes the doctor', () => {
    expect(doctorSaid.lines.filter((line) => line.startsWith('fail'))).toEqual([]);
    expect(doctorSaid.exitCode).toBe(0);
    const completions = doctorSaid.lines.filter((line) => line.includes('  completion '));
    expect(completions.map((line) => line.split(':')[0])).toEqual([
      'ok    completion fast',
      'ok    completion fast--read',
      'ok    completion strong--web_fetch-write',
      'ok    completion fast with main/stub-other',
    ]);
    expect(doctorSaid.lines.find((line) => line.includes('  plugin: '))).toMatch(hasPlugin ? /^ok/ : /^warn/);
  });

  it('offers the model of an agent exactly the tools that profiles name', () => {
    expect(offered).toEqual([
      ['stub-fast', []],
      ['stub-fast', ['read']],
      ['stub-strong', ['web_fetch', 'write']],
      ['stub-other', []],
    ]);
  });

  it('does not pass the doctor for what it was not set up for', async () => {
    await configFolder('strange', {
      ...CONFIG,
      'models.yaml':
        'models: { fast: { agent: nobody }, strong: { agent: strong }, other: { agent: fast, model: main/none } }',
    });
    const { exitCode, lines } = await doctor('strange');
    expect(exitCode).toBe(1);
    expect(lines).toContainEqual(expect.stringMatching(/^fail {2}agent nobody: is missing/));
    // Without the plugin the name goes to the provider, who knows best; this one answers to any.
    const aboutModel = lines.filter((line) => line.includes('  model main/none: '));
    expect(aboutModel.map((line) => line.slice(0, 4))).toEqual(hasPlugin ? ['fail'] : []);
  });
});

function namesOf(tools: unknown): string[] {
  if (!Array.isArray(tools)) return [];
  return tools.map((tool: { function?: { name?: string } }) => tool.function?.name ?? '').toSorted();
}
