import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../../common/ids.js';
import type { TraceRecord } from '../../trace/trace-record.js';
import { removeFile, writeWholeFile } from './durable-files.js';
import { ProcessLock } from './process-lock.js';
import { fromLine } from './spool-line.js';

const ASIDE = '.aside';
/** What is being written in place of such a file. */
const REWRITTEN = /^aside\.[0-9a-f-]{36}\.new$/;
const LOCK = 'aside.lock';

/** A line that was put aside. */
export interface AsideLine {
  /** Undefined when nobody can read it. */
  readonly record: TraceRecord | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly setAsideAt: number;
}

/**
 * The files of a folder with what no store took, for people to look at. Each is written whole, once, by whoever puts
 * something aside; lines are taken out of them by one process at a time.
 */
export class AsideFiles {
  private working: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: string) {}

  /** Their paths. */
  async list(): Promise<readonly string[]> {
    return (await this.names()).filter(isAside).map((name) => join(this.folder, name));
  }

  /**
   * Takes out every line of which `goes` is true, and removes files that have none left.
   * @returns how many lines
   * @throws Error when another process does the same at this moment: to be tried again
   */
  takeOut(goes: (line: AsideLine) => boolean): Promise<number> {
    const work = this.working.then(() => this.takeOutAlone(goes));
    this.working = work.catch(() => undefined);
    return work;
  }

  private async takeOutAlone(goes: (line: AsideLine) => boolean): Promise<number> {
    if (!(await this.names()).some((name) => isAside(name) || REWRITTEN.test(name))) return 0;
    const lock = ProcessLock.take(join(this.folder, LOCK));
    if (lock === undefined) throw new Error('another process rewrites what was put aside');
    try {
      await this.removeUnfinished();
      let taken = 0;
      for (const path of await this.list()) taken += await this.takeOutOf(path, goes);
      return taken;
    } finally {
      lock.remove();
    }
  }

  private async takeOutOf(path: string, goes: (line: AsideLine) => boolean): Promise<number> {
    const { mtime } = await stat(path);
    const lines = (await readFile(path, 'utf8')).split('\n');
    // Behind the last line break.
    if (lines.at(-1) === '') lines.pop();
    const left = lines.filter(
      (text) => !goes({ record: fromLine(text)?.record, setAsideAt: mtime.getTime() }),
    );
    if (left.length === lines.length && left.length > 0) return 0;
    if (left.length === 0) await removeFile(path);
    else {
      const text = left.map((line) => `${line}\n`).join('');
      await writeWholeFile(path, text, { draft: join(this.folder, `aside.${newId()}.new`), mtime });
    }
    return lines.length - left.length;
  }

  /** Of a process that has ended in the middle: what was to be replaced is there still. */
  private async removeUnfinished(): Promise<void> {
    const unfinished = (await this.names()).filter((name) => REWRITTEN.test(name));
    for (const name of unfinished) await removeFile(join(this.folder, name));
  }

  private async names(): Promise<readonly string[]> {
    try {
      return (await readdir(this.folder)).toSorted();
    } catch (error) {
      // Nobody has needed the folder yet.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }
}

function isAside(name: string): boolean {
  return name.endsWith(ASIDE);
}
