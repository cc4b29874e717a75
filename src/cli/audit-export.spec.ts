import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aTrace } from '../../test/support/a-trace.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { type Database, openDatabase } from '../storage/database.js';
import { SqlTraceStore } from '../storage/repositories/sql-trace-store.js';
import { auditOf } from '../trace/audit-record.js';
import { auditExport } from './audit-export.js';

const MARCH = Date.UTC(2026, 2, 1);
const PERIOD = ['--from', '2026-03-01', '--to', '2026-04-01'];

describe('audit:export', () => {
  let folder: string;
  let url: string;
  /** Open as a server has it, while the command reads. */
  let server: Database;
  let store: SqlTraceStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'miniask-'));
    url = `sqlite:${join(folder, 'miniask.db')}`;
    server = await openDatabase(url);
    store = new SqlTraceStore(server, new FakeClock());
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  async function given(at: number, parts: Parameters<typeof aTrace>[0] = {}): Promise<void> {
    const record = aTrace(parts);
    await store.save(record, auditOf(record, at));
  }

  async function run(args: readonly string[], env: Readonly<Record<string, string>> = { DATABASE_URL: url }) {
    const records = new PassThrough();
    const said: string[] = [];
    const written = text(records);
    const exitCode = await auditExport(args, env, { records, say: (line) => said.push(line) });
    records.end();
    return { exitCode, said: said.join('\n'), written: await written };
  }

  it('writes a record a line, of the period and in its order', async () => {
    await given(MARCH - 1, { traceId: 'february' });
    await given(MARCH + 1, { traceId: 'second', userId: null, label: '由 AI 生成' });
    await given(MARCH, { traceId: 'first' });
    await given(Date.UTC(2026, 3, 1), { traceId: 'april' });
    const { exitCode, said, written } = await run(PERIOD);
    const lines = written.trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      {
        time: '2026-03-01T00:00:00.000Z',
        traceId: 'first',
        userId: 'u_123',
        contentId: 'content-1',
        label: '内容由 AI 生成',
        answerSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        cached: false,
      },
      { time: '2026-03-01T00:00:00.001Z', traceId: 'second', userId: null, label: '由 AI 生成' },
    ]);
    expect(said).toBe('2 records, from 2026-03-01T00:00:00.000Z until before 2026-04-01T00:00:00.000Z');
    expect(exitCode).toBe(0);
  });

  it('takes a day of another time zone with its offset', async () => {
    await given(MARCH - 8 * 3_600_000, { traceId: 'midnight in Beijing' });
    const day = ['--from', '2026-03-01T00:00:00+08:00', '--to', '2026-03-02T00:00:00+08:00'];
    expect((await run(day)).written).toContain('midnight in Beijing');
  });

  it('writes tables that spreadsheets read, and run nothing of', async () => {
    await given(MARCH, { userId: '=1+1', label: 'made "by", AI', contentId: null });
    const { written } = await run([...PERIOD, '--format', 'csv']);
    const [head, line, rest] = written.split('\r\n');
    expect(head).toMatch(/^time,contentId,traceId,userId,environment,/);
    expect(line).toMatch(
      /^2026-03-01T00:00:00\.000Z,,1710000000000,'=1\+1,prod,.*,"made ""by"", AI",[0-9a-f]{64},false,/,
    );
    expect(rest).toBe('');
  });

  it('writes any number of records, page by page', async () => {
    const records = Array.from({ length: 1203 }, (_, at) => aTrace({ traceId: `t-${at}` }));
    await Promise.all(
      records.map((record, at) => store.save(record, auditOf(record, MARCH + Math.floor(at / 400)))),
    );
    const { written } = await run(PERIOD);
    const traceIds = written
      .trimEnd()
      .split('\n')
      .map((line) => /"traceId":"([^"]*)"/.exec(line)?.[1]);
    expect(new Set(traceIds).size).toBe(1203);
    expect(traceIds).toHaveLength(1203);
  });

  it('reads no further than somebody wants to know', async () => {
    await given(MARCH);
    const gone = new Writable({
      write: (_chunk, _encoding, done) =>
        done(Object.assign(new Error('gone'), { code: 'EPIPE', syscall: 'write' })),
    });
    expect(await auditExport(PERIOD, { DATABASE_URL: url }, { records: gone, say: () => {} })).toBe(0);
  });

  it('writes a new file for its owner alone, and over none', async () => {
    await given(MARCH);
    const out = join(folder, 'march.jsonl');
    expect((await run([...PERIOD, '--out', out])).exitCode).toBe(0);
    expect(await readFile(out, 'utf8')).toContain('"time":"2026-03-01');
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    await writeFile(out, 'precious');
    const again = await run([...PERIOD, '--out', out]);
    expect([again.exitCode, again.said]).toEqual([1, expect.stringContaining('is there already')]);
    expect(await readFile(out, 'utf8')).toBe('precious');
    const nowhere = await run([...PERIOD, '--out', join(folder, 'no', 'such', 'folder')]);
    expect([nowhere.exitCode, nowhere.said]).toEqual([1, expect.stringContaining('ENOENT')]);
  });

  it.each([
    [[], /--from and --to are needed/],
    [['--from', '2026-03-01'], /--from and --to are needed/],
    [['--from', 'March', '--to', '2026-04-01'], /--from: "March" is no time/],
    [['--from', '2026-02-30', '--to', '2026-04-01'], /--from: "2026-02-30" is no time/],
    [['--from', '2026-03-01T00:00:00', '--to', '2026-04-01'], /is no time/],
    [['--from', '2026-04-01', '--to', '2026-04-01'], /--from must be before --to/],
    [[...PERIOD, '--format', 'xml'], /--format must be jsonl or csv/],
    [[...PERIOD, '--out', ''], /--out must name a file/],
    [[...PERIOD, 'more'], /more/],
    [[...PERIOD, '--since', '1'], /--since/],
  ])('refuses %j', async (args, message) => {
    const { exitCode, said, written } = await run(args);
    expect([exitCode, written]).toEqual([2, '']);
    expect(said).toMatch(message);
    expect(said).toContain('Usage: npm run');
  });

  it('makes no database where there is none, and needs no other setting', async () => {
    const elsewhere = { DATABASE_URL: `sqlite:${join(folder, 'other.db')}`, APP_ENV: 'prod' };
    const { exitCode, said } = await run(PERIOD, elsewhere);
    expect([exitCode, said]).toEqual([1, expect.stringMatching(/^DATABASE_URL: there is no database/)]);
    expect(await readdir(folder)).not.toContain('other.db');
    const wrong = await run(PERIOD, { DATABASE_URL: 'mysql://u:secret@h/d' });
    expect([wrong.exitCode, wrong.said]).toEqual([1, expect.stringMatching(/^DATABASE_URL: must be/)]);
    expect(wrong.said).not.toContain('secret');
  });
});
