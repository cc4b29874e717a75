import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { check } from 'prettier';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const run = promisify(execFile);
const CATALOG = 'src/intents/catalog';
const SCRIPT = path.resolve('scripts/new-intent/new-intent.ts');

const PROFILES = `# Ours.
profiles:
  summarize_v1: # the first one
    model: fast
    system_prompt: |
      Be brief.

# Who serves what.
routing:
  summarize: summarize_v1 # for now
`;

const POLICY = `environments:
  # The laptop.
  dev:
    allowed_profiles: ["summarize_v1"]
  prod:
    allowed_profiles: ["summarize_v1"]
`;

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'new-intent-'));
  await cp(CATALOG, path.join(root, CATALOG), { recursive: true });
  await cp('.prettierrc.json', path.join(root, '.prettierrc.json'));
  await cp('config', path.join(root, 'config'), { recursive: true });
  await writeFile(path.join(root, 'config/mini-program-profiles.yaml'), PROFILES);
  await writeFile(path.join(root, 'config/env-policy.yaml'), POLICY);
  await symlink(path.resolve('node_modules'), path.join(root, 'node_modules'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

const generate = (...names: string[]) => run(process.execPath, [SCRIPT, ...names], { cwd: root });
const read = (file: string) => readFile(path.join(root, file), 'utf8');

const refusal = z.object({ code: z.literal(1), stderr: z.string() });

/** What the generator says when it refuses. */
async function refused(...names: string[]): Promise<string> {
  const failure: unknown = await generate(...names).catch((error: unknown) => error);
  return refusal.parse(failure).stderr;
}

describe('npm run new:intent', () => {
  it('writes the folder of an intent, formatted and with nothing left to fill in', async () => {
    const { stdout } = await generate('zebra-crossing');
    expect(stdout).toContain('The intent "zebra-crossing" is complete');
    const folder = `${CATALOG}/zebra-crossing`;
    const files = await readdir(path.join(root, folder));
    expect(files.toSorted()).toEqual([
      'zebra-crossing.dto.ts',
      'zebra-crossing.handler.spec.ts',
      'zebra-crossing.handler.ts',
      'zebra-crossing.module.ts',
    ]);
    for (const file of files) {
      const source = await read(`${folder}/${file}`);
      expect(source).not.toContain('{{');
      const style: unknown = JSON.parse(await read('.prettierrc.json'));
      expect(
        await check(source, { ...z.record(z.string(), z.unknown()).parse(style), parser: 'typescript' }),
      ).toBe(true);
    }
    expect(await read(`${folder}/zebra-crossing.handler.ts`)).toContain(
      'class ZebraCrossingHandler extends IntentHandler',
    );
  });

  it('lists its module in the catalogue', async () => {
    const before = await read(`${CATALOG}/index.ts`);
    await generate('zebra-crossing');
    const after = await read(`${CATALOG}/index.ts`);
    const added = after.split('\n').filter((line) => !before.includes(line));
    expect(added).toEqual([
      "import { ZebraCrossingModule } from './zebra-crossing/zebra-crossing.module.js';",
      '  ZebraCrossingModule,',
    ]);
  });

  it('adds a profile, its route and its permission for dev, and keeps the comments', async () => {
    await generate('zebra-crossing');
    const profiles = await read('config/mini-program-profiles.yaml');
    expect(parse(profiles)).toMatchObject({
      profiles: { summarize_v1: { model: 'fast' }, 'zebra-crossing_v1': { model: 'fast', max_tokens: 600 } },
      routing: { summarize: 'summarize_v1', 'zebra-crossing': 'zebra-crossing_v1' },
    });
    expect(parse(await read('config/env-policy.yaml'))).toEqual({
      environments: {
        dev: { allowed_profiles: ['summarize_v1', 'zebra-crossing_v1'] },
        prod: { allowed_profiles: ['summarize_v1'] },
      },
    });
    for (const comment of ['# Ours.', '# the first one', '# Who serves what.', '# for now']) {
      expect(profiles).toContain(comment);
    }
  });

  it('only adds lines to the files that are shipped', async () => {
    for (const file of ['config/mini-program-profiles.yaml', 'config/env-policy.yaml']) {
      await cp(file, path.join(root, file));
    }
    await generate('zebra-crossing');
    for (const file of ['config/mini-program-profiles.yaml', 'config/env-policy.yaml']) {
      const after = (await read(file)).split('\n');
      const shipped = (await readFile(file, 'utf8')).split('\n');
      const missing = shipped.filter((line) => !after.includes(line));
      expect([file, missing]).toEqual([file, []]);
    }
  });

  it.each([
    [[], /Give the new intent a name/],
    [['ZebraCrossing'], /cannot be an intent's name.*such as zebra-crossing\./],
    [['zebra_crossing'], /such as zebra-crossing\./],
    [['../evil'], /such as evil\./],
    [['a'.repeat(33)], /at most 32 characters/],
    [['index'], /reserved name/],
    [['summarize'], /exists already/],
  ])('refuses %j and says why', async (names, reason) => {
    expect(await refused(...names)).toMatch(reason);
  });

  it('writes nothing when it cannot write everything', async () => {
    await writeFile(path.join(root, 'config/env-policy.yaml'), 'environments: {}\n');
    const index = await read(`${CATALOG}/index.ts`);
    expect(await refused('zebra-crossing')).toContain('no list environments.dev.allowed_profiles');
    expect(await readdir(path.join(root, CATALOG))).not.toContain('zebra-crossing');
    expect(await read(`${CATALOG}/index.ts`)).toBe(index);
    expect(await read('config/mini-program-profiles.yaml')).toBe(PROFILES);
  });
});
