import type { FileHandle } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { newId } from '../../common/ids.js';
import type { SpoolFile, SpooledTrace } from '../../trace/trace-spool.js';
import { createFile, removeFile, writeWholeFile } from './durable-files.js';
import { fromLine, toLine } from './spool-line.js';

const LINE_BREAK = 0x0a;

/** What is written together. */
export interface SpoolLines {
  readonly text: string;
  readonly ids: readonly string[];
}

/** One file of the spool: it is written, then read, then removed. */
export class SpoolSegment implements SpoolFile {
  private readonly logger = new Logger(SpoolSegment.name);
  private readonly ids = new Set<string>();
  private recordCount = 0;
  private byteCount = 0;
  private asideCount = 0;
  /** What is left to be stored; absent until somebody reads. */
  private lines: string[] | undefined;

  private constructor(
    private readonly path: string,
    private handle: FileHandle | undefined,
    private readonly onRemoved: (segment: SpoolSegment) => void,
  ) {}

  /** A new one, to be written. */
  static async create(path: string, onRemoved: (segment: SpoolSegment) => void): Promise<SpoolSegment> {
    return new SpoolSegment(path, await createFile(path), onRemoved);
  }

  /** One that another process has left behind. */
  static async left(path: string, onRemoved: (segment: SpoolSegment) => void): Promise<SpoolSegment> {
    const segment = new SpoolSegment(path, undefined, onRemoved);
    await segment.measure();
    return segment;
  }

  get records(): number {
    return this.recordCount;
  }

  get bytes(): number {
    return this.byteCount;
  }

  /** Lines and records of it that were put aside. */
  get setAsideCount(): number {
    return this.asideCount;
  }

  holds(id: string): boolean {
    return this.ids.has(id);
  }

  /**
   * Resolves when the lines are on the disk. Of lines that do not get there whole, nothing stays.
   * @throws Error from the file system; it takes nothing more when `isSound` is false then
   */
  async append({ text, ids }: SpoolLines): Promise<void> {
    const { handle } = this;
    if (handle === undefined) throw new Error('the file is closed');
    const bytes = Buffer.from(text);
    try {
      await handle.appendFile(bytes);
      await handle.datasync();
    } catch (error) {
      await this.cutBack(handle);
      throw error;
    }
    this.byteCount += bytes.length;
    this.recordCount += ids.length;
    for (const id of ids) this.ids.add(id);
  }

  /** Whether it can be written to. */
  get isSound(): boolean {
    return this.handle !== undefined;
  }

  /** It is not written any more. */
  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }

  async next(limit: number): Promise<readonly SpooledTrace[]> {
    const lines = this.lines ?? (await this.load());
    const traces: SpooledTrace[] = [];
    const unreadable = new Set<number>();
    for (const [at, text] of lines.entries()) {
      if (traces.length === limit) break;
      const trace = fromLine(text);
      if (trace === undefined) unreadable.add(at);
      else traces.push(trace);
    }
    if (unreadable.size === 0) return traces;
    const texts = lines.filter((_, at) => unreadable.has(at)).map((text) => `${text}\n`);
    await this.putAside(texts, 'lines of the spool cannot be read');
    this.lines = lines.filter((_, at) => !unreadable.has(at));
    return traces;
  }

  taken(count: number): void {
    this.lines?.splice(0, count);
    this.recordCount -= count;
  }

  async setAside(trace: SpooledTrace): Promise<void> {
    await this.putAside([toLine(trace)], 'a spooled trace is refused by the store');
    this.lines?.shift();
  }

  async remove(): Promise<void> {
    await this.close();
    await removeFile(this.path);
    this.onRemoved(this);
  }

  private async load(): Promise<string[]> {
    await this.close();
    const bytes = await readFile(this.path);
    // What lies behind was never said to be there.
    this.lines = bytes.subarray(0, this.byteCount).toString('utf8').split('\n').slice(0, -1);
    return this.lines;
  }

  /** Counts what is whole; it is not kept in memory until its time comes. */
  private async measure(): Promise<void> {
    const bytes = await readFile(this.path);
    this.byteCount = bytes.lastIndexOf(LINE_BREAK) + 1;
    for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, at + 1)) {
      this.recordCount += 1;
    }
    // Its answer was not sent: whoever wrote it was waiting for the disk.
    if (this.byteCount < bytes.length) this.logger.warn({ path: this.path }, 'the last line is torn');
  }

  private async cutBack(handle: FileHandle): Promise<void> {
    try {
      await handle.truncate(this.byteCount);
      await handle.datasync();
    } catch {
      // What is there already is read as far as it is known to be whole.
      await this.close().catch(() => undefined);
    }
  }

  /** Into a file of their own, so that lines can be taken out of the others meanwhile. */
  private async putAside(lines: readonly string[], why: string): Promise<void> {
    const path = this.path.replace(/\.jsonl$/, `.${newId()}.aside`);
    await writeWholeFile(path, lines.join(''), { draft: `${path}.new` });
    this.recordCount -= lines.length;
    this.asideCount += lines.length;
    this.logger.error({ path, lines: lines.length }, why);
  }
}
