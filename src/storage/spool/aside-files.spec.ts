import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aTrace } from '../../../test/support/a-trace.js';
import { FileTraceSpool } from './file-trace-spool.js';
import { ProcessLock } from './process-lock.js';
import { toLine } from './spool-line.js';

const NOON = Date.UTC(2026, 2, 1, 12);
const UNREADABLE = '{"v":1,"record":{\n';

describe('what was put aside', () => {
  let folder: string;
  let spool: FileTraceSpool;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'miniask-'));
    spool = new FileTraceSpool({ folder, maxBytes: 1024 * 1024 });
  });
  afterEach(async () => {
    await spool.close();
    rmSync(folder, { recursive: true });
  });

  function put(name: string, lines: readonly string[], at = NOON): string {
    const path = join(folder, name);
    writeFileSync(path, lines.join(''), { mode: 0o600 });
    utimesSync(path, new Date(at), new Date(at));
    return path;
  }
  const lineOf = (userId: string, startedAt = NOON, environment = 'prod'): string =>
    toLine({ record: aTrace({ userId, startedAt, environment }) });
  const read = (path: string): string => readFileSync(path, 'utf8');

  it('is found by whoever starts later, wherever it came from', async () => {
    const paths = [put('a.00000001.aside', [UNREADABLE]), put('b.aside', [lineOf('u_1')])];
    put('other.txt', ['']);
    expect(await spool.asideFiles()).toEqual(paths);
    const elsewhere = new FileTraceSpool({ folder: join(folder, 'none'), maxBytes: 1 });
    expect(await elsewhere.asideFiles()).toEqual([]);
    await elsewhere.forgetUser('u_1', NOON);
    expect(readdirSync(folder)).not.toContain('none');
  });

  it('loses the lines of a user who is forgotten, up to then, and nothing else', async () => {
    const [other, later] = [lineOf('u_2'), lineOf('u_1', NOON + 1)];
    const mixed = put('a.aside', [lineOf('u_1'), other, UNREADABLE, lineOf('u_1', NOON - 5), later]);
    put('b.aside', [lineOf('u_1')]);
    const untouched = put('c.aside', [other]);
    const { ino } = statSync(untouched);
    await spool.forgetUser('u_1', NOON);
    expect(read(mixed)).toBe(`${other}${UNREADABLE}${later}`);
    expect(readdirSync(folder)).toEqual(['a.aside', 'c.aside']);
    expect(statSync(untouched).ino).toBe(ino);
    // It is as old, and as much of a secret, as it was.
    expect([statSync(mixed).mtimeMs, statSync(mixed).mode & 0o777]).toEqual([NOON, 0o600]);
  });

  it('is deleted when its time has come: lines that nobody can read by when they were put aside', async () => {
    const staging = lineOf('u_1', NOON - 9, 'staging');
    const young = lineOf('u_1', NOON);
    const path = put('a.aside', [lineOf('u_1', NOON - 1), young, staging, UNREADABLE], NOON);
    put('b.aside', [UNREADABLE], NOON - 1);
    expect(await spool.deleteAsideBefore('prod', NOON)).toBe(2);
    expect(readdirSync(folder)).toEqual(['a.aside']);
    expect(read(path)).toBe(`${young}${staging}${UNREADABLE}`);
    expect(await spool.deleteAsideBefore('prod', NOON + 1)).toBe(2);
    expect(read(path)).toBe(staging);
    expect(await spool.deleteAsideBefore('staging', NOON)).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is rewritten for one at a time, in this process and among several', async () => {
    const path = put(
      'a.aside',
      ['u_1', 'u_2', 'u_3', 'u_4'].map((userId) => lineOf(userId)),
    );
    await Promise.all(['u_1', 'u_2', 'u_3'].map((userId) => spool.forgetUser(userId, NOON)));
    expect(read(path)).toMatch(/^[^\n]*"userId":"u_4"[^\n]*\n$/);

    const other = ProcessLock.take(join(folder, 'aside.lock'));
    await expect(spool.forgetUser('u_4', NOON)).rejects.toMatchObject({ reason: 'trace_spool' });
    expect(read(path)).toContain('u_4');
    other?.remove();
    await spool.forgetUser('u_4', NOON);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing of a rewriting that did not come to its end', async () => {
    put('a.aside', [lineOf('u_1')]);
    put(`aside.${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}.new`, [lineOf('u_1')]);
    await spool.forgetUser('u_1', NOON);
    expect(readdirSync(folder)).toEqual([]);
  });
});
