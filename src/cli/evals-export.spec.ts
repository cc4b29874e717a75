import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configDir } from '../../test/config/config-dir.js';
import { aTrace } from '../../test/support/a-trace.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { type Database, openDatabase } from '../storage/database.js';
import { SqlTraceStore } from '../storage/repositories/sql-trace-store.js';
import { captured } from '../trace/capture.js';
import { evalsExport } from './evals-export.js';

const MARCH = Date.UTC(2026, 2, 1);
const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  summarize_v1: { model: fast, system_prompt: Be brief. }
  summarize_v2: { model: fast, system_prompt: Be briefer. }
  support_v1: { model: fast, system_prompt: Help. }
routing: { summarize: summarize_v1, support: support_v1 }
`,
  'models.yaml': 'models: { fast: { agent: quick } }',
  'evals/brief.yaml': 'intent: summarize\nassertions: [{ type: max-chars, value: 25 }]',
};
const OTHER_EVAL = {
  'evals/short.yaml':
    'intent: summarize\nassertions: [{ type: max-chars, value: 7 }, { type: language, value: zh }]',
};

const NEEDED = ['--intent', 'summarize', '--out', 'x.yaml'];

const Exported = z.looseObject({
  tests: z.array(z.looseObject({ description: z.string() })),
});

describe('evals:export', () => {
  let folder: string;
  let out: string;
  /** Open as a server has it, while the command reads. */
  let server: Database;
  let store: SqlTraceStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'miniask-'));
    out = join(folder, 'promptfoo.yaml');
    server = await openDatabase(`sqlite:${join(folder, 'miniask.db')}`);
    store = new SqlTraceStore(server, new FakeClock());
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  async function asked(traceId: string, at = MARCH, parts: Parameters<typeof aTrace>[0] = {}): Promise<void> {
    await store.save(aTrace({ traceId, startedAt: at, input: { text: `Text of ${traceId}` }, ...parts }));
  }

  async function run(args: readonly string[], files: Readonly<Record<string, string>> = FILES) {
    const env = {
      DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
      CONFIG_DIR: configDir(files),
      APP_ENV: 'dev',
    };
    const said: string[] = [];
    const exitCode = await evalsExport(args, env, (line) => said.push(line));
    return { exitCode, said: said.join('\n') };
  }
  const exportOf = (args: readonly string[], files?: Readonly<Record<string, string>>) =>
    run(['--intent', 'summarize', '--out', out, ...args], files);

  /** Of the tests in the file, the asks that they came from. */
  async function traceIds(): Promise<string[]> {
    const text = await readFile(out, 'utf8');
    return Exported.parse(parse(text)).tests.map(({ description }) => description);
  }

  it('writes the newest asks of the intent as tests, for its owner alone', async () => {
    await asked('old', MARCH);
    await asked('new', MARCH + 1);
    await asked('other', MARCH + 2, { intent: 'support' });
    await asked('replayed', MARCH + 3, { replayOf: 'something' });
    const { exitCode, said } = await exportOf([]);
    expect([exitCode, said]).toEqual([
      0,
      `2 asks with the prompt of summarize_v1, held against brief: ${out}`,
    ]);
    expect(await traceIds()).toEqual(['new', 'old']);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
  });

  it('takes no more than it is told to', async () => {
    for (const at of [1, 2, 3]) await asked(`ask ${at}`, MARCH + at);
    const { said } = await exportOf(['--limit', '1']);
    expect(said).toMatch(/^1 ask with/);
    expect(await traceIds()).toEqual(['ask 3']);
  });

  it('takes those that users rated so', async () => {
    for (const traceId of ['liked', 'disliked', 'unrated']) await asked(traceId);
    for (const [traceId, rating] of [
      ['liked', 'up'],
      ['disliked', 'down'],
    ] as const)
      await store.giveFeedback({ userId: 'u_123', traceId }, { rating, at: MARCH });
    await exportOf(['--feedback', 'down']);
    expect(await traceIds()).toEqual(['disliked']);
  });

  it('takes those that began in a period, up to its end', async () => {
    for (const [traceId, at] of [
      ['before', -1],
      ['first', 0],
      ['last', 999],
      ['after', 1000],
    ] as const)
      await asked(traceId, MARCH + at);
    await exportOf(['--from', '2026-03-01', '--to', '2026-03-01T08:00:01+08:00']);
    expect(await traceIds()).toEqual(['last', 'first']);
  });

  it('holds them against the eval that is named, and has to be told where there are several', async () => {
    await asked('one');
    const files = { ...FILES, ...OTHER_EVAL };
    expect(await exportOf([], files)).toEqual({
      exitCode: 1,
      said: '--eval: summarize has several: brief, short',
    });
    expect(await exportOf(['--eval', 'shrot'], files)).toEqual({
      exitCode: 1,
      said: '--eval: summarize has no eval "shrot" (did you mean "short"?)',
    });
    const { said } = await exportOf(['--eval', 'short'], files);
    expect(said).toMatch(
      /^left out, as promptfoo cannot check it: language: .*\n1 ask with .* held against short:/,
    );
    expect(await readFile(out, 'utf8')).toContain('held against the eval short');
  });

  it('tries the prompt of the profile that is named', async () => {
    await asked('one');
    expect((await exportOf(['--profile', 'summarize_v2'])).said).toMatch(
      /^1 ask with the prompt of summarize_v2/,
    );
    expect(await readFile(out, 'utf8')).toContain('Be briefer.');
    await rm(out);
    for (const name of ['support_v1', 'summarize_v3'])
      expect(await exportOf(['--profile', name])).toEqual({
        exitCode: 1,
        said: expect.stringContaining(`--profile: summarize has no profile "${name}"`),
      });
    expect(await readdir(folder)).not.toContain('promptfoo.yaml');
  });

  it('leaves out asks whose input was not kept', async () => {
    await asked('kept');
    await store.save(captured(aTrace({ traceId: 'metadata' }), 'metadata'));
    const { exitCode, said } = await exportOf([]);
    expect(exitCode).toBe(0);
    expect(said).toMatch(/^left out 1 ask: of its input too little was kept to ask again\n1 ask with /);
    expect(await traceIds()).toEqual(['kept']);
  });

  it('writes no file of nothing, and says why', async () => {
    expect(await exportOf([])).toEqual({ exitCode: 1, said: 'no recorded ask fits' });
    await store.save(captured(aTrace({ traceId: 'metadata' }), 'metadata'));
    expect(await exportOf([])).toEqual({
      exitCode: 1,
      said: 'left out 1 ask: of its input too little was kept to ask again; nothing is left',
    });
    expect(await readdir(folder)).not.toContain('promptfoo.yaml');
  });

  it('writes over no file', async () => {
    await asked('one');
    await writeFile(out, 'precious');
    const { exitCode, said } = await exportOf([]);
    expect([exitCode, said]).toEqual([1, expect.stringContaining('is there already')]);
    expect(await readFile(out, 'utf8')).toBe('precious');
  });

  it.each([
    [[], /^--intent and --out are needed/],
    [['--intent', 'summarize'], /^--intent and --out are needed/],
    [['--out', 'x.yaml'], /^--intent and --out are needed/],
    [
      ['--intent', 'sumarize', '--out', 'x.yaml'],
      /^--intent: there is no intent "sumarize" \(did you mean "summarize"\?\)/,
    ],
    [[...NEEDED, '--target', 'gateway'], /^--target must be model or server/],
    [[...NEEDED, '--limit', '0'], /^--limit must be a whole number from 1 to 1000/],
    [[...NEEDED, '--limit', '1001'], /^--limit must be/],
    [[...NEEDED, '--limit', '1e2'], /^--limit must be/],
    [[...NEEDED, '--from', 'March'], /^--from and --to must be times/],
    [[...NEEDED, '--to', '2026-02-30'], /^--from and --to must be times/],
    [[...NEEDED, '--from', '2026-03-02', '--to', '2026-03-02'], /^--from must be before --to/],
    [[...NEEDED, '--feedback', 'good'], /^--feedback must be up or down/],
    [[...NEEDED, '--since', '1'], /--since/],
    [[...NEEDED, 'more'], /more/],
  ])('refuses %j', async (args, message) => {
    const { exitCode, said } = await run(args);
    expect(exitCode).toBe(2);
    expect(said).toMatch(message);
    expect(said).toContain('Usage: npm run');
  });

  it('makes no database where there is none, and reads no broken configuration', async () => {
    const env = { DATABASE_URL: `sqlite:${join(folder, 'other.db')}`, CONFIG_DIR: configDir(FILES) };
    const said: string[] = [];
    expect(await evalsExport(['--intent', 'summarize', '--out', out], env, (line) => said.push(line))).toBe(
      1,
    );
    expect(said).toEqual([expect.stringMatching(/^DATABASE_URL: there is no database/)]);
    expect(await readdir(folder)).not.toContain('other.db');
    const broken = await exportOf([], { ...FILES, 'models.yaml': 'models: []' });
    expect([broken.exitCode, broken.said]).toEqual([1, expect.stringContaining('models')]);
  });
});
