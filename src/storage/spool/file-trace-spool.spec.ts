import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aTrace } from '../../../test/support/a-trace.js';
import { canHaveSmallDisk, makeSmallDisk } from '../../../test/support/small-disk.js';
import { auditOf } from '../../trace/audit-record.js';
import type { SpooledTrace } from '../../trace/trace-spool.js';
import { DatabaseUnusable } from '../storage-errors.js';
import { FileTraceSpool } from './file-trace-spool.js';

/** A process of its own compiles what it imports first. */
const PROCESS_MS = 30_000;
const MEGABYTE = 1024 * 1024;

describe('FileTraceSpool', () => {
  let folder: string;
  let errors: unknown[];
  const open: FileTraceSpool[] = [];
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'miniask-')), 'spool');
    errors = [];
    Logger.overrideLogger({ log() {}, warn() {}, error: (line: unknown) => errors.push(line) });
  });
  afterEach(async () => {
    Logger.overrideLogger(['log', 'warn', 'error']);
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const spool of open.splice(0)) await spool.close();
    rmSync(join(folder, '..'), { recursive: true, force: true });
  });

  async function spoolIn(place = folder, maxBytes = 8 * MEGABYTE): Promise<FileTraceSpool> {
    const spool = new FileTraceSpool({ folder: place, maxBytes });
    open.push(spool);
    await spool.prepare();
    return spool;
  }

  /** Everything that waits, as a store would get it that takes all. */
  async function emptied(spool: FileTraceSpool): Promise<SpooledTrace[]> {
    const all: SpooledTrace[] = [];
    for (let file = await spool.oldest(); file !== undefined; file = await spool.oldest()) {
      for (let some = await file.next(10); some.length > 0; some = await file.next(10)) {
        all.push(...some);
        file.taken(some.length);
      }
      await file.remove();
    }
    return all;
  }

  function spoolProcess(task: 'die-after-add' | 'stay'): ChildProcess {
    const child = spawn(
      process.execPath,
      ['--import', './test/support/register-typescript.mjs', 'test/support/spool-process.ts', folder, task],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(child);
    return child;
  }

  const files = (ending: string): string[] => readdirSync(folder).filter((name) => name.endsWith(ending));
  const idsOf = (traces: readonly SpooledTrace[]): string[] => traces.map(({ record }) => record.id);

  it('gives back what was added, in that order, and then holds nothing', async () => {
    const spool = await spoolIn();
    const traces = Array.from({ length: 300 }, (_, at): SpooledTrace => {
      const record = aTrace({ answer: `line\nbreak \u2028 ${at} 😀 \ud800` });
      return { record, audit: auditOf(record, at) };
    });
    await Promise.all(traces.map((trace) => spool.add(trace)));
    expect(files('.jsonl')).toHaveLength(1);
    expect(spool.status).toMatchObject({
      records: 300,
      bytes: statSync(join(folder, files('.jsonl')[0] ?? '')).size,
    });
    expect(await emptied(spool)).toEqual(traces);
    expect(spool.status).toEqual({ records: 0, bytes: 0, setAside: 0 });
    expect(files('.jsonl')).toEqual([]);
  });

  it('has a record when the disk has it, and not before', async () => {
    const spool = await spoolIn();
    await spool.add({ record: aTrace() });
    const handle = await openFile(join(folder, files('.jsonl')[0] ?? ''));
    const prototype: FileHandle = Object.getPrototypeOf(handle);
    const datasync = vi.spyOn(prototype, 'datasync');
    await handle.close();
    const { promise: disk, resolve: written } = Promise.withResolvers<void>();
    const syncing = new Promise<void>((resolve) => {
      datasync.mockImplementation(() => {
        resolve();
        return disk;
      });
    });
    const events: string[] = [];
    const added = spool.add({ record: aTrace() }).then(() => events.push('added'));
    await Promise.race([syncing, added]);
    events.push('on the disk');
    written();
    await added;
    expect(events).toEqual(['on the disk', 'added']);
    datasync.mockRestore();
  });

  it("keeps it for the server's user alone", async () => {
    const spool = await spoolIn();
    await spool.add({ record: aTrace() });
    const permissions = [folder, ...readdirSync(folder).map((name) => join(folder, name))].map((path) =>
      (statSync(path).mode & 0o777).toString(8),
    );
    expect(permissions).toEqual(['700', '600', '600']);
  });

  it('holds a record from the call on until its file is gone', async () => {
    const spool = await spoolIn();
    const record = aTrace();
    expect(spool.holds(record.id)).toBe(false);
    const adding = spool.add({ record });
    expect(spool.holds(record.id)).toBe(true);
    await adding;
    const file = await spool.oldest();
    file?.taken((await file.next(10)).length);
    expect(spool.holds(record.id)).toBe(true);
    await file?.remove();
    expect(spool.holds(record.id)).toBe(false);
  });

  it('begins another file when one is being emptied', async () => {
    const spool = await spoolIn();
    const records = [aTrace(), aTrace(), aTrace()];
    const [first, second, third] = records;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three');
    const adding = spool.add({ record: first });
    await new Promise(setImmediate);
    const file = await spool.oldest();
    await Promise.all([adding, spool.add({ record: second })]);
    await spool.add({ record: third });
    const some = await (file ?? (await spool.oldest()))?.next(10);
    expect(some?.[0]?.record.id).toBe(first.id);
    expect(idsOf(await emptied(spool))).toEqual(idsOf(records.map((record) => ({ record }))));
  });

  it('is bounded, and takes more when there is room again', async () => {
    const spool = await spoolIn(folder, MEGABYTE / 4);
    const big = (): SpooledTrace => ({ record: aTrace({ answer: 'x'.repeat(20_000) }) });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => spool.add(big())));
    const taken = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(taken).toBeGreaterThan(8);
    expect(spool.status.bytes).toBeLessThanOrEqual(MEGABYTE / 4);
    expect(outcomes.at(-1)).toMatchObject({ reason: { code: 'INTERNAL', reason: 'trace_spool' } });
    await expect(spool.check()).rejects.toMatchObject({ reason: 'trace_spool' });
    expect(errors).toHaveLength(1);
    expect(await emptied(spool)).toHaveLength(taken);
    await spool.check();
    await spool.add(big());
  });

  describe('of a process that was killed', () => {
    it('is taken over, with what it added the moment before', { timeout: PROCESS_MS }, async () => {
      await once(spoolProcess('die-after-add'), 'exit');
      const spool = await spoolIn();
      expect(spool.status.records).toBe(1);
      expect(await emptied(spool)).toMatchObject([{ record: { traceId: 'the-last-one' } }]);
      expect(readdirSync(folder)).toEqual([]);
    });

    it('is taken over as soon as it is dead, and not before', { timeout: PROCESS_MS }, async () => {
      const child = spoolProcess('stay');
      if (child.stdout !== null) await once(child.stdout, 'data');
      const spool = await spoolIn();
      await spool.adopt();
      expect(await emptied(spool)).toEqual([]);
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      await spool.adopt();
      expect(await emptied(spool)).toMatchObject([{ record: { traceId: 'of-the-living' } }]);
    });

    it('is taken over by one of those that want it', { timeout: PROCESS_MS }, async () => {
      await once(spoolProcess('die-after-add'), 'exit');
      const spools = await Promise.all([spoolIn(), spoolIn(), spoolIn()]);
      const found = await Promise.all(spools.map((spool) => emptied(spool)));
      expect(found.flat()).toHaveLength(1);
    });
  });

  describe('files that were left behind', () => {
    /** Adds, and goes as if killed. */
    async function leave(traces: readonly SpooledTrace[]): Promise<string> {
      const spool = await spoolIn();
      for (const trace of traces) await spool.add(trace);
      await spool.close();
      open.splice(open.indexOf(spool), 1);
      return join(folder, files('.jsonl')[0] ?? '');
    }

    it('end before a line that was not written whole', async () => {
      const record = aTrace();
      const path = await leave([{ record }, { record: aTrace() }]);
      writeFileSync(path, readFileSync(path).subarray(0, -10));
      expect(await emptied(await spoolIn())).toEqual([{ record, audit: undefined }]);
      expect(errors).toEqual([]);
      expect(files('.jsonl')).toEqual([]);
    });

    it.each([
      ['that is no JSON', '{"v":1,"record":{'],
      ['of a newer version', '{"v":2,"record":{}}'],
      ['that is no record', '{"v":1,"record":{"id":7}}'],
      ['that is empty', ''],
    ])('have a line %s put aside, loudly, and go on behind it', async (_case, line) => {
      const path = await leave([{ record: aTrace() }]);
      appendFileSync(path, `${line}\n${readFileSync(path, 'utf8')}`);
      const spool = await spoolIn();
      expect(await emptied(spool)).toHaveLength(2);
      expect(spool.status).toEqual({ records: 0, bytes: 0, setAside: 1 });
      expect(files('.aside').map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([`${line}\n`]);
      expect(errors).toHaveLength(1);
    });

    it('are there again when whoever emptied them did not come to their end', async () => {
      await leave([{ record: aTrace() }, { record: aTrace() }]);
      const first = await spoolIn();
      const file = await first.oldest();
      await file?.next(1);
      file?.taken(1);
      await first.close();
      open.splice(open.indexOf(first), 1);
      expect(await emptied(await spoolIn())).toHaveLength(2);
    });

    it('have nothing of what was being put aside when that was broken off', async () => {
      const path = await leave([{ record: aTrace() }]);
      writeFileSync(`${path.replace(/jsonl$/, 'x')}.aside.new`, 'words');
      await emptied(await spoolIn());
      expect(readdirSync(folder)).toEqual([]);
    });

    it('of a lock alone are tidied away', async () => {
      await leave([{ record: aTrace() }]);
      rmSync(join(folder, files('.jsonl')[0] ?? ''));
      await spoolIn();
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  it('ends the start where it cannot be', async () => {
    const file = join(folder, '..', 'file');
    writeFileSync(file, '');
    const failure = spoolIn(join(file, 'spool'));
    await expect(failure).rejects.toBeInstanceOf(DatabaseUnusable);
    await expect(failure).rejects.toThrow('MINIASK_SPOOL_DIR');
  });

  // To mount a small disk takes a right that people seldom have; CI has it, and fails without.
  describe.skipIf(!canHaveSmallDisk)('on a disk that is full', () => {
    it('refuses, keeps what it has, and takes more when there is room', async () => {
      const disk = makeSmallDisk(1);
      try {
        const spool = await spoolIn(join(disk.folder, 'spool'));
        const before = aTrace();
        await spool.add({ record: before });
        const makeRoom = disk.fill();
        const big = aTrace({ answer: 'x'.repeat(100_000) });
        await expect(spool.add({ record: big })).rejects.toMatchObject({
          code: 'INTERNAL',
          reason: 'trace_spool',
          cause: { code: 'ENOSPC' },
        });
        await expect(spool.check()).rejects.toMatchObject({ reason: 'trace_spool' });
        expect(errors).toHaveLength(1);
        expect(spool.holds(big.id)).toBe(false);
        makeRoom();
        await spool.check();
        const after = aTrace();
        await spool.add({ record: after });
        expect(idsOf(await emptied(spool))).toEqual([before.id, after.id]);
        await spool.close();
        open.splice(open.indexOf(spool), 1);
      } finally {
        disk.remove();
      }
    });
  });
});
