import { constants } from 'node:fs';
import { access, mkdir, open, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { newId } from '../../common/ids.js';
import { type SpoolFile, type SpoolStatus, type SpooledTrace, TraceSpool } from '../../trace/trace-spool.js';
import { BatchWriter } from '../batch-writer.js';
import { DatabaseUnusable } from '../storage-errors.js';
import { AsideFiles } from './aside-files.js';
import { removeFile } from './durable-files.js';
import { ProcessLock } from './process-lock.js';
import { toLine } from './spool-line.js';
import { SpoolSegment } from './spool-segment.js';

/** Records in one write: as many asks share one flush of the disk. */
const BATCH_RECORDS = 256;
/** Characters of records waiting to be written. */
const PENDING_CHARS = 32 * 1024 * 1024;
/** Bytes after which a new file is begun: one is read into memory at a time. */
const SEGMENT_BYTES = 4 * 1024 * 1024;
/** As large as a record with its ask and its answer may be: what has no room for that has none. */
const PROBE_BYTES = 64 * 1024;

/** Of the process that wrote it, and the number of the file among its own. */
const FILE_NAME = /^([0-9a-f-]{36})(?:\.\d{8}\.jsonl|\.lock)$/;

export interface SpoolOptions {
  readonly folder: string;
  readonly maxBytes: number;
}

interface Line {
  readonly id: string;
  readonly text: string;
}

/**
 * A folder of files with a trace in each line, written by group commit. Every process has files of its own, named after
 * its lock; those of a process that is gone are taken over with its lock.
 */
export class FileTraceSpool extends TraceSpool {
  private readonly logger = new Logger(FileTraceSpool.name);
  private readonly folder: string;
  private readonly aside: AsideFiles;
  private readonly writer: BatchWriter<Line>;
  private readonly locks = new Map<string, ProcessLock>();
  /** Those of others first, then one's own, oldest first; the last of these may be written to. */
  private segments: SpoolSegment[] = [];
  private live: SpoolSegment | undefined;
  private writing: Promise<void> = Promise.resolve();
  private own: { readonly name: string; files: number } | undefined;
  /** By id, how often each is on its way into a file. */
  private readonly arriving = new Map<string, number>();
  private arrivingBytes = 0;
  /** The last write failed: it is looked at before the next. */
  private failed = false;
  /** The log has it that nothing is taken, and that is not said again until all that waited is gone. */
  private said = false;
  private probing: Promise<void> | undefined;
  private setAsideBefore = 0;

  constructor(private readonly options: SpoolOptions) {
    super();
    this.folder = resolve(options.folder);
    this.aside = new AsideFiles(this.folder);
    this.writer = new BatchWriter<Line>(
      {
        write: (lines) => (this.writing = this.write(lines)),
        // A disk does not mind what it is to keep.
        blamesItem: () => false,
      },
      { batchItems: BATCH_RECORDS, pendingSize: PENDING_CHARS },
    );
  }

  /**
   * Makes the folder, where that is needed, and takes over what lies there: it is known from the start what waits.
   * @throws DatabaseUnusable when nothing can be written there
   */
  async prepare(): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await access(this.folder, constants.R_OK | constants.W_OK | constants.X_OK);
      await this.adopt();
    } catch (error) {
      throw new DatabaseUnusable(
        `MINIASK_SPOOL_DIR: ${this.folder} cannot be written (${error instanceof Error ? error.message : String(error)}). ` +
          "Let this server's user write there, or name another folder.",
        { cause: error },
      );
    }
  }

  override holds(id: string): boolean {
    return this.arriving.has(id) || this.segments.some((segment) => segment.holds(id));
  }

  override async add(trace: SpooledTrace): Promise<void> {
    const { id } = trace.record;
    const text = toLine(trace);
    const bytes = Buffer.byteLength(text);
    this.comes(id, bytes);
    try {
      this.assertRoom(0);
      await this.writer.add({ id, text }, text.length);
    } catch (cause) {
      throw this.noteFailure(cause);
    } finally {
      this.hasCome(id, bytes);
    }
  }

  override async check(): Promise<void> {
    try {
      this.assertRoom(PROBE_BYTES);
      if (!this.failed) return;
      this.probing ??= this.probe().finally(() => (this.probing = undefined));
      await this.probing;
    } catch (cause) {
      throw this.noteFailure(cause);
    }
    this.failed = false;
  }

  override async adopt(): Promise<void> {
    const names = await this.names();
    const owners = new Set(names.flatMap((name) => FILE_NAME.exec(name)?.[1] ?? []));
    for (const owner of owners) if (!this.locks.has(owner)) await this.adoptFrom(owner);
  }

  override async oldest(): Promise<SpoolFile | undefined> {
    const [oldest] = this.segments;
    if (oldest === undefined || oldest !== this.live) return oldest;
    this.live = undefined;
    // What is being written goes into it still.
    await this.writing.catch(() => undefined);
    return oldest;
  }

  override asideFiles(): Promise<readonly string[]> {
    return this.aside.list();
  }

  override async deleteAsideBefore(environment: string, before: number): Promise<number> {
    return this.aside.takeOut(({ record, setAsideAt }) =>
      record === undefined
        ? setAsideAt < before
        : record.environment === environment && record.startedAt < before,
    );
  }

  override async forgetUser(userId: string, until: number): Promise<void> {
    try {
      await this.aside.takeOut(({ record }) => record?.userId === userId && record.startedAt <= until);
    } catch (cause) {
      throw new AppError('INTERNAL', { reason: 'trace_spool', cause });
    }
  }

  override get status(): SpoolStatus {
    const sum = (of: (segment: SpoolSegment) => number): number =>
      this.segments.reduce((total, segment) => total + of(segment), 0);
    return {
      records: sum(({ records }) => records),
      bytes: sum(({ bytes }) => bytes),
      setAside: this.setAsideBefore + sum(({ setAsideCount }) => setAsideCount),
    };
  }

  /** To be called once, when nothing is added or read any more. What still waits is left to the next process. */
  async close(): Promise<void> {
    await this.writer.drain();
    for (const segment of this.segments) await segment.close();
    for (const lock of this.locks.values()) {
      if (this.segments.length === 0) lock.remove();
      else lock.release();
    }
    this.locks.clear();
  }

  private async write(lines: readonly Line[]): Promise<void> {
    const segment = await this.writable();
    await segment.append({ text: lines.map(({ text }) => text).join(''), ids: lines.map(({ id }) => id) });
    this.failed = false;
  }

  private async writable(): Promise<SpoolSegment> {
    if (this.live?.isSound === true && this.live.bytes < SEGMENT_BYTES) return this.live;
    await this.live?.close();
    const own = await this.ownName();
    own.files += 1;
    const path = join(this.folder, `${own.name}.${String(own.files).padStart(8, '0')}.jsonl`);
    const segment = await SpoolSegment.create(path, (removed) => this.forget(removed));
    this.segments.push(segment);
    this.live = segment;
    return segment;
  }

  private async ownName(): Promise<NonNullable<typeof this.own>> {
    if (this.own !== undefined) return this.own;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const name = newId();
    const lock = ProcessLock.take(this.lockOf(name));
    if (lock === undefined) throw new Error('the lock of the spool is gone');
    this.locks.set(name, lock);
    this.own = { name, files: 0 };
    return this.own;
  }

  private async adoptFrom(owner: string): Promise<void> {
    const lock = ProcessLock.take(this.lockOf(owner));
    if (lock === undefined) return;
    const all = (await this.names()).filter((name) => name.startsWith(owner));
    // What was being put aside is still in the file that it came from.
    for (const name of all) if (name.endsWith('.new')) await removeFile(join(this.folder, name));
    // Somebody else may have taken it over, and done with it, before the lock was free.
    const names = all.filter((name) => name.endsWith('.jsonl'));
    if (names.length === 0) return lock.remove();
    this.locks.set(owner, lock);
    const left: SpoolSegment[] = [];
    for (const name of names.toSorted()) {
      const onRemoved = (removed: SpoolSegment): void => this.forgetLeft(removed, owner, left);
      left.push(await SpoolSegment.left(join(this.folder, name), onRemoved));
    }
    this.segments = [...left, ...this.segments];
    this.logger.warn({ owner, files: left.length }, 'took over what a process has left in the spool');
  }

  private forget(segment: SpoolSegment): void {
    this.segments = this.segments.filter((other) => other !== segment);
    if (this.live === segment) this.live = undefined;
    if (this.segments.length === 0) this.said = false;
    this.setAsideBefore += segment.setAsideCount;
  }

  private forgetLeft(segment: SpoolSegment, owner: string, left: readonly SpoolSegment[]): void {
    this.forget(segment);
    if (left.some((other) => this.segments.includes(other))) return;
    this.locks.get(owner)?.remove();
    this.locks.delete(owner);
  }

  private async names(): Promise<readonly string[]> {
    try {
      return await readdir(this.folder);
    } catch (error) {
      // Nobody has needed it yet.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  private assertRoom(bytes: number): void {
    const used = this.status.bytes + this.arrivingBytes;
    if (used + bytes > this.options.maxBytes)
      throw new Error(`more than ${this.options.maxBytes} bytes would wait`);
  }

  /** Writes as much as a record may need, for good, because that alone tells a full disk. */
  private async probe(): Promise<void> {
    const own = await this.ownName();
    const path = join(this.folder, `${own.name}.probe`);
    try {
      const handle = await open(path, 'w', 0o600);
      try {
        await handle.writeFile(Buffer.alloc(PROBE_BYTES, ' '));
        await handle.sync();
      } finally {
        await handle.close();
      }
    } finally {
      await removeFile(path);
    }
  }

  private comes(id: string, bytes: number): void {
    this.arriving.set(id, (this.arriving.get(id) ?? 0) + 1);
    this.arrivingBytes += bytes;
  }

  private hasCome(id: string, bytes: number): void {
    const others = (this.arriving.get(id) ?? 1) - 1;
    if (others === 0) this.arriving.delete(id);
    else this.arriving.set(id, others);
    this.arrivingBytes -= bytes;
  }

  private lockOf(name: string): string {
    return join(this.folder, `${name}.lock`);
  }

  /** Every ask would say the same. */
  private noteFailure(cause: unknown): AppError {
    if (!this.said) this.logger.error({ folder: this.folder, err: cause }, 'the spool takes nothing');
    this.said = true;
    this.failed = true;
    return new AppError('INTERNAL', { reason: 'trace_spool', cause });
  }
}
