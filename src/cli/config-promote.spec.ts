import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configDir } from '../../test/config/config-dir.js';
import { aBatch, aPassedResult } from '../../test/support/a-batch.js';
import type { Eval } from '../config/eval.js';
import { openDatabase } from '../storage/database.js';
import { SqlReplayStore } from '../storage/repositories/sql-replay-store.js';
import type { ReplayBatch, Verdict } from '../trace/replay-batch.js';
import { configPromote } from './config-promote.js';
import { environmentSnapshot } from './environment-snapshot.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  summarize_v1: {model: fast, system_prompt: first}
  summarize_v2: {model: fast, system_prompt: second, fallback: summarize_v0}
  summarize_v0: {model: fast, system_prompt: none}
routing: {summarize: summarize_v1}
`,
  'env-policy.yaml': 'environments:\n  prod:\n    allowed_profiles: [summarize_v1] # few\n',
};
const EVAL = 'intent: summarize\nassertions: [{type: max-chars, value: 100}]\n';
const ARGS = ['summarize_v2', '--to', 'prod'];
const SUMMARY = { verdict: 'pass', reasons: ['as ever'], baseline: { count: 25, errors: 5 } };
const ALLOWED = FILES['env-policy.yaml'].replace('_v1]', '_v1, summarize_v2]');

/** A folder of files, a database and what the command makes of them. */
function setUp(files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'miniask-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dir = configDir({ ...FILES, ...files });
  const url = `sqlite:${join(folder, 'miniask.db')}`;
  const { profiles, evals } = environmentSnapshot(dir, 'prod');
  const candidate = { profile: 'summarize_v2', profileDigest: profiles.get('summarize_v2')?.digest ?? '' };

  /** A batch over the candidate that has come to its verdict. */
  async function judged(verdict: Verdict, parts: Partial<ReplayBatch> = {}, asks?: number): Promise<void> {
    const database = await openDatabase(url);
    const store = new SqlReplayStore(database);
    const batch = aBatch({ ...candidate, environment: 'staging', ...parts });
    await store.create(batch, [], { owner: 'one', until: 1 });
    const result = { ...aPassedResult(asks), verdict, reasons: [`it is a ${verdict}`] };
    await store.end(batch.id, { status: 'complete', result, endedAt: 5 });
    await database.close();
  }

  /** The file of a batch as a server shows it. */
  function report(parts: Readonly<Record<string, unknown>> = {}): string {
    const path = join(folder, `${Object.keys(parts).join('-')}report.json`);
    const batch = {
      id: 'b1',
      intent: 'summarize',
      ...candidate,
      eval: null,
      status: 'complete',
      verdict: 'pass',
      agent: 'openclaw',
      startedAt: '2026-01-02T00:00:00.000Z',
      filter: {},
      summary: SUMMARY,
      results: [],
      ...parts,
    };
    writeFileSync(path, JSON.stringify(batch));
    return path;
  }

  /** @param meanwhile is done when the difference was printed, and nothing is written yet */
  async function run(
    args: readonly string[],
    env: Readonly<Record<string, string>> = { DATABASE_URL: url },
    meanwhile = (): void => {},
  ) {
    const printed: string[] = [];
    const said: string[] = [];
    const print = (text: string): void => {
      printed.push(text);
      meanwhile();
    };
    const output = { print, say: (text: string) => said.push(text) };
    const exitCode = await configPromote(args, { CONFIG_DIR: dir, ...env }, output);
    return { exitCode, printed: printed.join('\n'), said: said.join('\n') };
  }

  const policy = (): string => readFileSync(join(dir, 'env-policy.yaml'), 'utf8');
  return { run, judged, report, policy, url, evals, path: join(dir, 'env-policy.yaml'), dir, folder };
}

function evalIn(evals: ReadonlyMap<string, Eval>, name: string): Eval {
  const found = evals.get(name);
  if (found === undefined) throw new Error(`there is no eval ${name}`);
  return found;
}

describe('config:promote', () => {
  it('allows what has passed, prints the difference, and does it once', async () => {
    const { run, judged, policy, path } = setUp();
    await judged('pass');
    const { exitCode, printed, said } = await run(ARGS);
    expect([exitCode, policy()]).toEqual([0, ALLOWED]);
    expect(printed).toContain(`--- ${path}\n+++ ${path}\n`);
    expect(printed).toContain(
      '-    allowed_profiles: [summarize_v1] # few\n+    allowed_profiles: [summarize_v1, summarize_v2] # few',
    );
    expect(said).toContain('commit it');

    expect(await run(ARGS)).toMatchObject({
      exitCode: 0,
      printed: '',
      said: expect.stringContaining('there already'),
    });
    expect(policy()).toBe(ALLOWED);
  });

  it('tells what the change gives rise to, and nothing of what was wrong before', async () => {
    const { run } = setUp();
    const { said } = await run([...ARGS, '--without-evals', '--reason', 'x']);
    expect(said).toContain('prod allows summarize_v2 but not summarize_v0, its fallback');
    expect(said).not.toContain('has no route');
  });

  it('writes nothing in a dry run', async () => {
    const { run, judged, policy } = setUp();
    await judged('pass');
    const { exitCode, printed } = await run([...ARGS, '--route', '--dry-run']);
    expect([exitCode, policy()]).toEqual([0, FILES['env-policy.yaml']]);
    expect(printed).toContain('+      summarize: summarize_v2');
  });

  it('takes the newest verdict, and no other profile, intent or unfinished batch for it', async () => {
    const { run, judged, policy, url } = setUp();
    await judged('pass', { startedAt: 1 });
    await judged('fail', { startedAt: 2 });
    await judged('pass', { startedAt: 3, profileDigest: 'a'.repeat(64) });
    await judged('pass', { startedAt: 4, intent: 'support' });
    const { exitCode, said } = await run([...ARGS, '--database', url], {});
    expect([exitCode, policy()]).toEqual([1, FILES['env-policy.yaml']]);
    expect(said).toContain('failed: it is a fail');
    await judged('pass', { startedAt: 5 });
    expect(await run(ARGS)).toMatchObject({ exitCode: 0 });
  });

  it('is not content with a batch that proves nothing, and says why', async () => {
    const { run, judged, policy } = setUp();
    await judged('pass', { startedAt: 1, filter: { status: 'complete' } });
    expect((await run(ARGS)).said).toContain('is over a choice of asks');
    await judged('pass', { startedAt: 2, agent: 'local' });
    expect((await run(ARGS)).said).toContain('the local agent answered');
    await judged('pass', { startedAt: 3 }, 19);
    expect(await run(ARGS)).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('judges by 19 asks that had an answer, and 20 are needed'),
    });
    expect(policy()).toBe(FILES['env-policy.yaml']);
  });

  it('wants every eval of the intent passed, as it is now', async () => {
    const { run, judged, evals } = setUp({ 'evals/short.yaml': EVAL, 'evals/brief.yaml': EVAL });
    await judged('pass');
    await judged('pass', { eval: evalIn(evals, 'short') });
    await judged('pass', { eval: { ...evalIn(evals, 'brief'), passRate: 0.1 } });
    const { exitCode, said } = await run([...ARGS, '--canary', '10']);
    expect(exitCode).toBe(1);
    expect(said).toContain('eval brief: the eval was changed since the batch');
    expect(said).not.toContain('eval short:');
    expect(said).toContain(`-d '{"intent":"summarize","profile":"summarize_v2","limit":100,"eval":"brief"}'`);
    expect(said).toContain('config:promote -- summarize_v2 --to prod --canary 10 --report brief.json');
    await judged('pass', { eval: evalIn(evals, 'brief'), startedAt: Date.UTC(2026, 5) });
    expect(await run([...ARGS, '--canary', '10'])).toMatchObject({ exitCode: 0 });
  });

  it('says so when there is no database, and creates none', async () => {
    const { run } = setUp();
    const { exitCode, said } = await run(ARGS);
    expect(exitCode).toBe(1);
    expect(said).toContain('replay: the database of batch replays cannot be read');
    expect(await run(ARGS)).toMatchObject({ exitCode: 1 });
  });

  it('believes reports that somebody saved from a server', async () => {
    const { run, report, policy } = setUp({ 'evals/short.yaml': EVAL, 'evals/brief.yaml': EVAL });
    const short = report({ eval: 'short' });
    expect(await run([...ARGS, '--report', short])).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining(`eval brief: ${short} is about the eval short`),
    });
    const both = ['--report', short, '--report', report({ id: 'b2', eval: 'brief' })];
    expect(await run([...ARGS, ...both])).toMatchObject({ exitCode: 0 });
    expect(policy()).toBe(ALLOWED);
  });

  it.each([
    [{ profileDigest: 'a'.repeat(64) }, /is about summarize_v2 with the digest a{64}/],
    [{ intent: 'support' }, /is about support/],
    [{ summary: { ...SUMMARY, verdict: 'fail' } }, /the batch b1 failed: as ever/],
    [{ status: 'running', verdict: null, summary: null }, /the batch b1 is running, not complete/],
    [{ agent: 'local' }, /the local agent answered in the batch b1/],
    [{ agent: null }, /the batch b1 does not say who answered/],
    [{ filter: { feedback: 'up' } }, /the batch b1 is over a choice of asks: it must be without a filter/],
    [{ summary: { ...SUMMARY, baseline: { count: 99, errors: 99 } } }, /judges by 0 asks/],
    [{ filter: undefined }, /filter is missing/],
    [{ summary: { ...SUMMARY, baseline: {} } }, /summary\.baseline\.count is missing/],
    [{ status: 'good' }, /report\.json is not what GET .* answers: status must be the status of a batch/],
    [{ profileDigest: undefined }, /profileDigest is missing/],
  ])('is not content with a report of %j', async (parts, why) => {
    const { run, report, policy } = setUp();
    const { exitCode, said } = await run([...ARGS, '--report', report(parts)]);
    expect([exitCode, policy()]).toEqual([1, FILES['env-policy.yaml']]);
    expect(said).toMatch(why);
  });

  it('reads no report that is none', async () => {
    const { run, folder } = setUp();
    writeFileSync(join(folder, 'text'), 'pass');
    for (const [file, why] of [
      ['text', /text is no JSON/],
      ['none', /none does not exist/],
    ] as const) {
      const { exitCode, said } = await run([...ARGS, '--report', join(folder, file)]);
      expect(exitCode).toBe(1);
      expect(said).toMatch(why);
    }
  });

  it('goes past the evals for a reason, loudly and on record', async () => {
    const { run, policy } = setUp();
    const { exitCode, said } = await run([...ARGS, '--without-evals', '--reason', ' hot fix of 退款 ']);
    expect(exitCode).toBe(0);
    expect(said).toContain('WITHOUT EVALS');
    expect(policy()).toContain('    # summarize_v2 without evals: hot fix of 退款\n    allowed_profiles:');
  });

  it.each([
    [[]],
    [['summarize_v2']],
    [['summarize_v2', 'summarize_v1', '--to', 'prod']],
    [['summarize_v2', '--to', 'production']],
    [[...ARGS, '--route', '--canary', '10']],
    [[...ARGS, '--canary', '0']],
    [[...ARGS, '--canary', '101']],
    [[...ARGS, '--canary', 'x']],
    [[...ARGS, '--without-evals']],
    [[...ARGS, '--without-evals', '--reason', 'two\nlines']],
    [[...ARGS, '--without-evals', '--reason', 'x'.repeat(201)]],
    [[...ARGS, '--reason', 'none needed']],
    [[...ARGS, '--without-evals', '--reason', 'x', '--report', 'y']],
  ])('explains itself when called with %j', async (args) => {
    const { run, policy } = setUp();
    expect(await run(args)).toMatchObject({ exitCode: 2, said: expect.stringContaining('Usage: ') });
    expect(policy()).toBe(FILES['env-policy.yaml']);
  });

  it.each([
    [['summarize_v3', '--to', 'prod'], 1, /there is no profile "summarize_v3" \(did you mean "summarize_v/],
    [[...ARGS, '--intent', 'sumarize'], 1, /there is no intent "sumarize" \(did you mean "summarize"\?\)/],
    [[...ARGS, '--intent', 'support'], 1, /does not belong to support/],
    [['summarize_v2', '--to', 'dev'], 2, /declares no dev/],
  ])('refuses %j', async (args, code, why) => {
    const { exitCode, said } = await setUp().run(args);
    expect(exitCode).toBe(code);
    expect(said).toMatch(why);
  });

  it.each([
    ['env-policy.yaml', FILES['env-policy.yaml'].replace('# few', '# some')],
    ['mini-program-profiles.yaml', FILES['mini-program-profiles.yaml'].replace('second', 'other')],
    ['evals/short.yaml', EVAL],
  ])('writes nothing over what somebody does to %s meanwhile', async (name, text) => {
    const { run, judged, policy, dir } = setUp({ 'evals/brief.yaml': EVAL.replace('summarize', 'support') });
    await judged('pass');
    const { exitCode, said } = await run(ARGS, undefined, () => writeFileSync(join(dir, name), text));
    expect(exitCode).toBe(1);
    expect(said).toContain(`the files in ${dir} were changed meanwhile`);
    expect(policy()).not.toContain('summarize_v2');
    expect(await run([...ARGS, '--without-evals', '--reason', 'x'])).toMatchObject({ exitCode: 0 });
  });

  it('keeps who may read the file, and leaves nothing beside it', async () => {
    const { run, judged, path, dir } = setUp();
    await judged('pass');
    chmodSync(path, 0o640);
    expect(await run(ARGS)).toMatchObject({ exitCode: 0 });
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(dir).toSorted()).toEqual(Object.keys(FILES).toSorted());
  });

  it('changes no file that a server would not start with', async () => {
    const { run, path, policy } = setUp();
    writeFileSync(path, `${FILES['env-policy.yaml']}    log_level: loud\n`);
    expect(await run(ARGS)).toMatchObject({ exitCode: 2, said: expect.stringContaining('log_level') });
    expect(policy()).toContain('loud');
  });
});
